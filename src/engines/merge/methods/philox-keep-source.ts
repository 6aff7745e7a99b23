import type { RandomStream } from '../../../base/random.js';
import type { MergeKernels } from '../merge-kernels.js';
import type { KeepSource } from '../tensor-merge.js';

/**
 * The masks of a run: the input `i` of a tensor draws from the stream `<purpose>/model-<i>/<tensor>`, element by element,
 * so that they are the same whoever computes which part of them. `out` must come from the kernels' memory.
 */
export function philoxKeepSource(
  random: (stream: string) => RandomStream,
  kernels: MergeKernels,
  { purpose, tensor }: { readonly purpose: 'dare' | 'della'; readonly tensor: string },
): KeepSource {
  const keys = new Map<number, readonly [number, number]>();
  const keyOf = (task: number): readonly [number, number] => {
    const known = keys.get(task) ?? random(`${purpose}/model-${String(task)}/${tensor}`).key;
    keys.set(task, known);
    return known;
  };
  return {
    fill(task, start, probability, out) {
      const [key0, key1] = keyOf(task);
      if (typeof probability !== 'number') {
        kernels.drawBernoulliEach(out, start, key0, key1, probability);
      } else if (probability >= 1) {
        out.fill(1);
      } else {
        kernels.drawBernoulli(out, start, key0, key1, probability);
      }
    },
  };
}
