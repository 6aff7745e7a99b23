import { modelsmithError } from '../../../base/errors.js';
import { randomStream } from '../../../base/random.js';
import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import { permutation } from '../../data/parts/permutation.js';

/** The places of the examples that a block scores on, in its order. Throws `evaluator-rows` where none is left. */
export function chooseRows(examples: number, rows: DatasetEvaluateSettings['rows'], key: string): Int32Array {
  const { from = 0, to, shuffle } = rows ?? {};
  const order =
    shuffle === undefined
      ? Int32Array.from({ length: examples }, (_, i) => i)
      : permutation(examples, randomStream(shuffle, 'evaluate/rows'));
  const chosen = order.slice(from, to);
  if (chosen.length === 0) {
    throw modelsmithError('evaluator-rows', { from, to: to ?? examples, examples }, { key: `${key}.rows` });
  }
  return chosen;
}
