import { kinds } from '../engines/kinds.js';
import type { Experiment } from '../experiments/experiment.js';
import type { Computing } from '../experiments/kind.js';
import { hasSimdKernels } from '../ml/tensors/has-simd-kernels.js';
import type { ComputeChoice } from './compute-choice.js';
import { runtimeFolders } from './runtime-folders.js';

/**
 * Chooses what an experiment's run computes with, and has it ready: a backend for tensors where its kind needs one. Throws
 * `backend-unavailable` where the experiment names one that can't be had.
 */
export async function chooseCompute(experiment: Experiment): Promise<ComputeChoice> {
  switch (computeOf(experiment)) {
    case 'kernels':
      return ownKernels();
    case 'tensors': {
      // Loaded only now: no other kind's start waits for it.
      const { useBackend } = await import('../ml/compute/use-backend.js');
      return useBackend(experiment.resources.backend, { runtimeFolders: runtimeFolders() });
    }
  }
}

/** Kinds that tests bring along are not among the declared ones. */
function computeOf({ kind, spec }: Experiment): Computing {
  const said = kinds.get(kind)?.compute ?? 'kernels';
  return typeof said === 'function' ? said(spec) : said;
}

function ownKernels(): ComputeChoice {
  return hasSimdKernels()
    ? { backend: 'simd', version: '', reason: 'fastest', detail: '' }
    : { backend: 'plain', version: '', reason: 'no-simd', detail: '' };
}
