import { curveTexts } from '../../src/base/texts/curves.js';
import { epochOfStep } from '../../src/protocol/curves.js';
import type { CurvesState } from '../../src/protocol/curves.js';
import { toCsv } from '../shared/csv.js';
import type { CsvValue } from '../shared/csv.js';
import type { Format } from '../shared/format.js';
import type { TableColumn, TableView } from '../shared/virtual-table.js';
import { visibleName } from '../shared/visible-name.js';
import { firingLayer, splitName } from './chart-specs.js';

/** All values of a run, and of the one it is compared with, a row a step. */
export interface ValueTable {
  readonly steps: readonly number[];
  readonly epochs: readonly (number | undefined)[];
  readonly columns: readonly ValueColumn[];
  /** The most values that stand together in one row of a column. */
  readonly merged: number;
}

interface ValueColumn {
  /** In a CSV file, the same in every language. */
  readonly field: string;
  readonly header: string;
  /** A value a step; NaN where there is none. */
  readonly values: Float64Array;
}

export function valueTable(own: CurvesState, other: CurvesState | undefined): ValueTable {
  const runs = other === undefined ? [own] : [own, other];
  const points = runs.flatMap(({ series }) => [...series.values()].map((one) => one.points));
  const steps = [...new Set(points.flatMap((list) => list.map(({ step }) => step)))].sort((a, b) => a - b);
  const rowOf = new Map(steps.map((step, row) => [step, row]));
  const columns = runs.flatMap(({ series }, run) =>
    [...series].flatMap(([name, { points: list, stride }]) => {
      const column = (suffix: string, header: string, of: (point: (typeof list)[number]) => number): ValueColumn => {
        const values = new Float64Array(steps.length).fill(Number.NaN);
        for (const point of list) {
          values[rowOf.get(point.step) ?? 0] = of(point);
        }
        const field = `${run === 0 ? '' : 'other.'}${name}${suffix}`;
        return { field, header: run === 0 ? header : curveTexts.ofOther(header), values };
      };
      const shown = columnWords(name);
      return [
        column('', shown, ({ value }) => value),
        ...(stride === 1
          ? []
          : [
              column('.low', curveTexts.columnLow(shown), ({ low }) => low),
              column('.high', curveTexts.columnHigh(shown), ({ high }) => high),
            ]),
      ];
    }),
  );
  return {
    steps,
    epochs: steps.map((step) => epochOfStep(own.stages, step)),
    columns,
    merged: Math.max(1, ...runs.flatMap(({ series }) => [...series.values()].map(({ stride }) => stride))),
  };
}

/** A curve's name in words. */
function columnWords(name: string): string {
  const layer = firingLayer(name);
  if (layer !== undefined) {
    return curveTexts.columnFiring(visibleName(layer, 40));
  }
  const { metric, part } = splitName(name);
  const words = visibleName(curveTexts.metric(metric), 40);
  return part === 'training' ? words : curveTexts.columnPart(words, curveTexts.part[part]());
}

export function valueTableView({ steps, epochs, columns }: ValueTable, format: Format): TableView {
  const headers: readonly TableColumn[] = [
    { header: curveTexts.x.step(), numeric: false, width: 90 },
    { header: curveTexts.x.epoch(), numeric: true, width: 80 },
    ...columns.map(({ header }) => ({ header, numeric: true, width: Math.max(96, 24 + header.length * 7) })),
  ];
  const cell = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? '' : format.figure(value);
  return {
    label: curveTexts.tableLabel(),
    columns: headers,
    rows: steps.length,
    cells: (row) => [
      format.count(steps[row] ?? 0),
      cell(epochs[row]),
      ...columns.map(({ values }) => cell(values[row])),
    ],
  };
}

/** The table in full precision. */
export function valueTableCsv({ steps, epochs, columns }: ValueTable): string {
  const header: readonly CsvValue[] = ['step', 'epoch', ...columns.map(({ field }) => field)];
  return toCsv([header, ...steps.map((step, row) => [step, epochs[row], ...columns.map(({ values }) => values[row])])]);
}
