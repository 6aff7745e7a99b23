import type { CoefficientsState, TensorRow } from '../../src/protocol/coefficients.js';
import { visibleName } from '../shared/visible-name.js';
import { figuresOf, reorderFigures } from './figures.js';
import type { Figures } from './figures.js';
import { elementsOf, placeOf } from './tensor-names.js';

/** What is known of a tensor. */
export interface IndexedTensor {
  readonly row: TensorRow;
  readonly figures: Figures;
  readonly elements: number;
  /** Its name as it can be shown, whole and within its layer. */
  readonly name: string;
  readonly part: string;
  /** What its name has before the layer's number. */
  readonly stack: string;
}

/** A run's tensors, each name once, in the order in which they were merged. */
export interface TensorIndex {
  readonly tensors: readonly IndexedTensor[];
  readonly byName: ReadonlyMap<string, IndexedTensor>;
}

const indices = new WeakMap<readonly TensorRow[], TensorIndex>();
// A live run brings a new index with every batch; what is known of a tensor is found out once.
const known = new WeakMap<TensorRow, IndexedTensor>();

/** The index of a state's tensors; made once for each state that has other tensors. */
export function indexTensors({ tensors, tasks }: Pick<CoefficientsState, 'tensors' | 'tasks'>): TensorIndex {
  let index = indices.get(tensors);
  if (index === undefined) {
    const byName = new Map<string, IndexedTensor>();
    for (const row of tensors) {
      byName.set(row.tensor, indexTensor(row, tasks.length));
    }
    index = { tensors: [...byName.values()], byName };
    indices.set(tensors, index);
  }
  return index;
}

function indexTensor(row: TensorRow, tasks: number): IndexedTensor {
  let tensor = known.get(row);
  if (tensor === undefined) {
    const { stack, part } = placeOf(row);
    tensor = {
      row,
      figures: figuresOf(row.tasks, tasks),
      elements: elementsOf(row),
      name: visibleName(row.tensor),
      part: visibleName(part),
      stack,
    };
    known.set(row, tensor);
  }
  return tensor;
}

/** The same tensors with their tasks in other columns. */
export function reorderTasks({ tensors }: TensorIndex, columns: readonly (number | undefined)[]): TensorIndex {
  const reordered = tensors.map((tensor) => ({ ...tensor, figures: reorderFigures(tensor.figures, columns) }));
  return { tensors: reordered, byName: new Map(reordered.map((tensor) => [tensor.row.tensor, tensor])) };
}

/** Those whose names hold every word of the filter, whatever the case. */
export function filterTensors(tensors: readonly IndexedTensor[], filter: string): readonly IndexedTensor[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return tensors;
  }
  return tensors.filter(({ row }) => {
    const name = row.tensor.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
