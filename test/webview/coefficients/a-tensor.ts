import type { Balance } from '../../../src/engines/merge/events.js';
import type { TensorRow } from '../../../src/protocol/coefficients.js';

/** A balance whose four figures are told apart by their size. */
export const balance = (coefficient: number): Balance => ({
  coefficient,
  kept: coefficient / 10,
  share: coefficient / 100,
  agreement: coefficient / 1000,
});

/** A merged tensor; `coefficients` has one number a task. */
export function aTensor(tensor: string, coefficients: readonly number[], more: Partial<TensorRow> = {}): TensorRow {
  const layer = /\.(\d+)\./.exec(tensor)?.[1];
  return {
    type: 'merge/tensor',
    seq: 1,
    tensor,
    shape: [10],
    dtype: 'F32',
    module: tensor.replace(/^.*\.\d+\./, '').replace(/\.(weight|bias)$/, ''),
    tasks: coefficients.map(balance),
    nan: 0,
    infinite: 0,
    ...(layer === undefined ? {} : { layer: Number(layer) }),
    ...more,
  };
}
