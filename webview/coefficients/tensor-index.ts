import type { CoefficientsState, TensorRow } from '../../src/protocol/coefficients.js';
import { placeOf } from './tensor-names.js';
import type { TensorPlace } from './tensor-names.js';

export interface IndexedTensor {
  readonly row: TensorRow;
  readonly place: TensorPlace;
}

/** A run's tensors, each name once, in the order in which they were merged. */
export interface TensorIndex {
  readonly tensors: readonly IndexedTensor[];
  readonly byName: ReadonlyMap<string, IndexedTensor>;
}

const indices = new WeakMap<readonly TensorRow[], TensorIndex>();

/** The index of a state's tensors; made once for each state that has other tensors. */
export function indexTensors(state: CoefficientsState): TensorIndex {
  let index = indices.get(state.tensors);
  if (index === undefined) {
    const byName = new Map<string, IndexedTensor>();
    for (const row of state.tensors) {
      byName.set(row.tensor, { row, place: placeOf(row) });
    }
    index = { tensors: [...byName.values()], byName };
    indices.set(state.tensors, index);
  }
  return index;
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
