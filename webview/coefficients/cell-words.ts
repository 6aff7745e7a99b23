import { viewTexts } from '../../src/base/texts/views.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { visibleName } from '../shared/visible-name.js';
import type { CellWords } from './heatmap-view.js';
import { MEASURES, measureIndex, measures } from './measures.js';
import type { Measure } from './measures.js';
import { shownValue } from './rows.js';
import type { Row } from './rows.js';
import type { Scene } from './scene.js';
import type { ValueFormat } from './value-format.js';

export interface WordOptions {
  readonly scene: Scene;
  readonly measure: Measure;
  readonly format: Format;
  readonly values: ValueFormat;
}

/** What the cells of a scene mean, in words. */
export function createCellWords({ scene, measure, format, values }: WordOptions): CellWords {
  const taskName = (column: number): string => visibleName(scene.columns[column]?.label ?? '');

  function sentence(row: Row, column: number): string {
    const own = row.figures[column * MEASURES + measureIndex(measure)] ?? Number.NaN;
    if (Number.isNaN(own)) {
      return viewTexts.notMerged();
    }
    const task = taskName(column);
    const meaning = viewTexts.cellMeaning[measure](values.exact(own, measure), task);
    if (row.other === undefined) {
      return meaning;
    }
    const other = row.other[column * MEASURES + measureIndex(measure)] ?? Number.NaN;
    return Number.isNaN(other)
      ? `${meaning} ${viewTexts.noCounterpart()}`
      : viewTexts.differenceMeaning(
          values.difference(own - other, measure),
          values.exact(own, measure),
          values.exact(other, measure),
        );
  }

  function slotSentence(row: Row, column: number, slot: number): string {
    const value = row.strip?.value(slot, column, measureIndex(measure)) ?? Number.NaN;
    if (Number.isNaN(value)) {
      return viewTexts.notMerged();
    }
    return scene.comparing
      ? viewTexts.slotDifference(values.difference(value, measure))
      : viewTexts.cellMeaning[measure](values.exact(value, measure), taskName(column));
  }

  const size = (row: Row): string => {
    const elements = viewTexts.elements(format.compact(row.elements), row.elements === 1);
    const tensor = row.tensors[0];
    if (row.kind === 'group') {
      const count = row.tensors.length;
      return `${viewTexts.tensors(format.count(count), count === 1)}, ${elements}`;
    }
    return row.kind === 'tensor' && tensor !== undefined
      ? `${shapeText(tensor.shape)} ${visibleName(tensor.dtype)}, ${elements}`
      : elements;
  };

  const notNumbers = (row: Row): string =>
    row.nan + row.infinite > 0 ? `⚠ ${viewTexts.notNumbers(format.count(row.nan), format.count(row.infinite))}` : '';

  /** What a figure of several tensors is. */
  const meaning = (row: Row): string =>
    row.kind === 'group' && row.tensors.length > 1 ? viewTexts.weightedMean() : '';

  /** All four measures of a cell, the shown one marked. */
  function figuresTable(row: Row, column: number): HTMLElement {
    const write = scene.comparing ? values.difference : values.exact;
    const number = (value: number, of: Measure): string => (Number.isNaN(value) ? '–' : write(value, of));
    return element(
      'dl',
      { class: 'tip-figures' },
      ...measures.flatMap((of) => {
        const value = shownValue(row, column, of);
        const mark = of === measure ? 'tip-shown' : '';
        return [
          element('dt', { class: mark }, viewTexts.measure[of]()),
          element('dd', { class: mark }, number(value, of)),
        ];
      }),
    );
  }

  return {
    label: (row, column) => `${row.label}, ${taskName(column)}: ${sentence(row, column)}`,
    title(row) {
      const name = row.kind === 'tensor' ? visibleName(row.tensors[0]?.tensor ?? '', LONGEST_TITLE) : row.label;
      return [name, size(row), notNumbers(row)].filter(Boolean).join('\n');
    },
    detail(row) {
      if (row.nan + row.infinite > 0) {
        return notNumbers(row);
      }
      if (row.kind === 'group') {
        return viewTexts.tensors(format.count(row.tensors.length), row.tensors.length === 1);
      }
      return row.kind === 'tensor' ? shapeText(row.tensors[0]?.shape ?? []) : '';
    },
    tip(row, column, slot) {
      const inside = slot === undefined ? undefined : row.strip?.label(slot);
      const says = slot === undefined ? sentence(row, column) : slotSentence(row, column, slot);
      const tip = element(
        'div',
        {},
        element('div', { class: 'tip-title' }, inside === undefined ? row.label : `${row.label} › ${inside}`),
        element('div', { class: 'tip-sentence' }, says),
      );
      if (slot === undefined && !Number.isNaN(shownValue(row, column, measure))) {
        tip.append(figuresTable(row, column));
      }
      const hint = row.kind === 'block' ? viewTexts.backHint() : viewTexts.openHint();
      const notes = slot === undefined ? [size(row), meaning(row), notNumbers(row), hint] : [hint];
      tip.append(...notes.filter(Boolean).map((note) => element('div', { class: 'tip-note' }, note)));
      return tip;
    },
  };
}

/** Longer names are cut in a row's title. */
const LONGEST_TITLE = 400;

/** A shape as people write it: `4096 × 1024`; a scalar has none. */
export function shapeText(shape: readonly number[]): string {
  return shape.join(' × ');
}
