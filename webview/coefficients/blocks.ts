import { viewTexts } from '../../src/base/texts/views.js';
import type { TensorRow } from '../../src/protocol/coefficients.js';
import { MEASURES } from './measures.js';
import { noFigures } from './figures.js';
import type { Figures } from './figures.js';
import type { Strip } from './rows.js';
import { elementsOf } from './tensor-names.js';

/** A tensor's figures by block, `[block][task][measure]` (`engines/merge/events.ts`). */
export interface Blocks {
  readonly row: TensorRow;
  readonly count: number;
  /** Elements in each but the last, which may have fewer. */
  readonly elements: number;
  readonly data: Float32Array;
}

/** The blocks of a tensor; undefined when it has none, or the data isn't what the tensor says. */
export function blocksOf(row: TensorRow, data: Float32Array | undefined): Blocks | undefined {
  const { blocks, tasks } = row;
  if (blocks === undefined || data?.length !== blocks.count * tasks.length * MEASURES) {
    return undefined;
  }
  return { row, count: blocks.count, elements: blocks.elements, data };
}

export function blockValue(blocks: Blocks, block: number, task: number, measure: number): number {
  const tasks = blocks.row.tasks.length;
  return task < tasks ? (blocks.data[(block * tasks + task) * MEASURES + measure] ?? Number.NaN) : Number.NaN;
}

/** The figures of one block, its tasks in the order of `columns` (NaN for a column that the tensor has no task for). */
export function blockFigures(blocks: Blocks, block: number, columns: readonly (number | undefined)[]): Figures {
  const figures = noFigures(columns.length);
  columns.forEach((task, column) => {
    for (let measure = 0; task !== undefined && measure < MEASURES; measure += 1) {
      figures[column * MEASURES + measure] = blockValue(blocks, block, task, measure);
    }
  });
  return figures;
}

export function blockElements({ row, elements }: Blocks, block: number): number {
  return Math.max(0, Math.min(elements, elementsOf(row) - block * elements));
}

/** Which part of a tensor a block is: whole rows of a matrix, columns of one row, else its elements; counted from 0. */
export function blockLabel(blocks: Blocks, block: number): string {
  const first = block * blocks.elements;
  const last = first + blockElements(blocks, block) - 1;
  const { shape } = blocks.row;
  const perRow = shape.length > 1 ? shape.slice(1).reduce((product, size) => product * size, 1) : 0;
  if (perRow > 1 && blocks.elements % perRow === 0) {
    return viewTexts.matrixRows(first / perRow, Math.floor(last / perRow));
  }
  if (perRow > 1 && perRow % blocks.elements === 0) {
    return viewTexts.rowColumns(Math.floor(first / perRow), first % perRow, last % perRow);
  }
  return viewTexts.elementRange(first, last);
}

export function stripOfBlocks(blocks: Blocks): Strip {
  return {
    slots: blocks.count,
    has: () => true,
    value: (slot, task, measure) => blockValue(blocks, slot, task, measure),
    label: (slot) => blockLabel(blocks, slot),
  };
}
