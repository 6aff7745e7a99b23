import type { Files, OutputTarget } from '../../base/ports.js';
import { outputProblems } from '../../ml/tensors/output/output-problems.js';
import { estimateMerge, type MergeEstimate } from './estimate.js';
import type { MergeLimits } from './memory-budget.js';
import type { PreparedMerge } from './prepare.js';
import type { ProblemList } from './resolution/problem-list.js';

const NO_ESTIMATE: MergeEstimate = { readBytes: 0, writeBytes: 0, memoryBytes: 0, seconds: 0 };

/** Holds what a prepared merge needs against the output's name, the disk and the memory that it may use. */
export async function checkMerge(
  merge: PreparedMerge,
  context: {
    readonly files: Files;
    /** The experiment file (absolute). */
    readonly experiment: string;
    /** Undefined where the result goes to a place of its own. */
    readonly output: OutputTarget | undefined;
    /** Where the result goes, to ask for the room on that disk. */
    readonly place: string;
    readonly limits: MergeLimits;
  },
  problems: ProblemList,
): Promise<MergeEstimate & { readonly freeDiskBytes: number }> {
  const { files, experiment, output, place, limits } = context;
  const { limitBytes } = limits;
  if (output !== undefined) {
    const inputs = [...merge.models.values()].map(({ identity, checkpoint: { folder }, reference }) => ({
      identity,
      folder,
      reference,
    }));
    problems.push(...(await outputProblems(output, { files, experiment, inputs })));
  }
  const freeDiskBytes = await files.freeBytes(place);
  const estimate = problems.hasErrors ? NO_ESTIMATE : estimateMerge(merge, limits);
  if (estimate.writeBytes > freeDiskBytes) {
    const args = { neededBytes: estimate.writeBytes, freeBytes: freeDiskBytes };
    problems.add('disk-space', args, { file: place, key: 'output' });
  }
  if (limitBytes !== undefined && estimate.memoryBytes > limitBytes) {
    problems.add('merge-memory', { neededBytes: estimate.memoryBytes, limitBytes }, { key: 'resources.memory' });
  }
  return { ...estimate, freeDiskBytes };
}
