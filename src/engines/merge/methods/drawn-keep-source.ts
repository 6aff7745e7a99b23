import type { RandomStream } from '../../../base/random.js';
import type { MergeKernels } from '../merge-kernels.js';
import type { KeepSource, MergeMethod } from '../tensor-merge.js';
import { philoxKeepSource } from './philox-keep-source.js';

/** What a run's own random numbers keep of a tensor; a source that is never asked where the method draws nothing. */
export function drawnKeepSource(
  { name, random: purpose }: MergeMethod,
  tensor: string,
  { random, kernels }: { readonly random: (stream: string) => RandomStream; readonly kernels: MergeKernels },
): KeepSource {
  if (purpose === undefined) {
    return {
      fill: () => {
        throw new TypeError(`${name} draws nothing`);
      },
    };
  }
  return philoxKeepSource(random, kernels, { purpose, tensor });
}
