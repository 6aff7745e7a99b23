import { viewTexts } from '../../src/base/texts/views.js';
import { visibleName } from '../shared/visible-name.js';
import { shapeText } from './cell-words.js';
import { MEASURES, measureIndex, measures } from './measures.js';
import type { Measure } from './measures.js';
import type { Row } from './rows.js';
import type { Scene } from './scene.js';

interface ColumnNames {
  /** The column's name in a CSV file, the same in every language. */
  readonly field: string;
  readonly header: string;
}

/** A column of the table twin and of the CSV file. */
export type Column = ColumnNames &
  (
    | { readonly kind: 'text'; value(row: Row): string }
    | { readonly kind: 'count'; value(row: Row): number }
    /** A measure of a task; NaN where there is none. */
    | {
        readonly kind: 'figure';
        readonly task: string;
        readonly measure: Measure;
        readonly side: Side;
        value(row: Row): number;
      }
  );

/** What a measure has columns for: just itself, or with another run the difference and both sides of it. */
const sides = ['difference', 'own', 'other'] as const;
type Side = (typeof sides)[number];

/** All figures of a scene's rows, column by column; what the heatmap shows is among them. */
export function columnsOf(scene: Scene): readonly Column[] {
  const figures = scene.columns.flatMap(({ label }, task) =>
    measures.flatMap((measure) =>
      (scene.comparing ? sides : (['own'] as const)).map((side): Column => {
        const name = viewTexts.measure[measure]();
        return {
          kind: 'figure',
          field: `${label}.${measure}${scene.comparing && side !== 'own' ? `.${side}` : ''}`,
          header: scene.comparing ? viewTexts.measureSide[side](name) : name,
          task: visibleName(label),
          measure,
          side,
          value: (row) => figure(row, side, { task, measure }),
        };
      }),
    ),
  );
  return [...leadingColumns(scene.level), ...figures];
}

function leadingColumns(level: Scene['level']): readonly Column[] {
  const elements: Column = {
    kind: 'count',
    field: 'elements',
    header: viewTexts.columnElements(),
    value: (row) => row.elements,
  };
  const bad: readonly Column[] = [
    { kind: 'count', field: 'nan', header: viewTexts.columnNan(), value: (row) => row.nan },
    { kind: 'count', field: 'infinite', header: viewTexts.columnInfinite(), value: (row) => row.infinite },
  ];
  const tensors: Column = {
    kind: 'count',
    field: 'tensors',
    header: viewTexts.columnTensors(),
    value: (row) => row.tensors.length,
  };
  const shape: Column = {
    kind: 'text',
    field: 'shape',
    header: viewTexts.columnShape(),
    value: (row) => shapeText(row.tensors[0]?.shape ?? []),
  };
  const dtype: Column = {
    kind: 'text',
    field: 'dtype',
    header: viewTexts.columnType(),
    value: (row) => visibleName(row.tensors[0]?.dtype ?? '', 12),
  };
  switch (level) {
    case 'groups':
      return [tensors, elements, ...bad];
    case 'tensors':
      return [shape, dtype, elements, ...bad];
    case 'blocks':
      return [elements];
  }
}

function figure(row: Row, side: Side, { task, measure }: { readonly task: number; readonly measure: Measure }): number {
  const at = task * MEASURES + measureIndex(measure);
  const own = row.figures[at] ?? Number.NaN;
  const other = row.other?.[at] ?? Number.NaN;
  return side === 'own' ? own : side === 'other' ? other : own - other;
}
