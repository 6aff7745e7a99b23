import type { PlanContext } from '../../../experiments/kind.js';
import { outputProblems } from '../../../ml/tensors/output/output-problems.js';
import type { Plan } from '../../../protocol/plan.js';
import { draftProblems } from '../draft-problems.js';
import { ProblemList } from '../resolution/problem-list.js';
import type { ExtractSpec } from '../spec/extract-schema.js';
import { largestAdapterBytes } from './adapter-layout.js';
import {
  estimateExtraction,
  filesOfExtraction,
  prepareExtraction,
  type PreparedExtraction,
} from './prepare-extraction.js';

/** What an extraction would do and everything that stands in its way, from headers alone. */
export async function planExtraction(spec: ExtractSpec, context: PlanContext): Promise<Plan> {
  const { output, experiment, draft } = context;
  const problems = new ProblemList();
  const prepared = await prepareExtraction(spec, context, problems);
  const estimate = await checkExtraction(prepared, { ...context, place: output?.path ?? context.folder }, problems);
  const { lora, saved } = prepared.tensors;
  return {
    kind: 'merge',
    name: experiment.name,
    problems: draft === undefined ? problems.list : draftProblems(problems.list, draft.removed),
    figures: problems.hasErrors
      ? []
      : [
          { name: 'modules', value: lora.length },
          { name: 'rank', value: prepared.rank },
          { name: 'saved-tensors', value: saved.length },
          { name: 'dtype', value: prepared.dtype },
        ],
    estimate,
    inputs: problems.hasErrors ? [] : filesOfExtraction(prepared),
    ...(output === undefined ? {} : { output: output.path }),
  };
}

/** Holds what an extraction needs against the output's name, the disk and the memory that it may use. */
export async function checkExtraction(
  prepared: PreparedExtraction,
  context: Pick<PlanContext, 'files' | 'experiment' | 'output'> & { readonly place: string },
  problems: ProblemList,
): Promise<Plan['estimate']> {
  const { files, experiment, output, place } = context;
  const { memoryBytes: limitBytes } = experiment.resources;
  if (output !== undefined) {
    const inputs = [...prepared.models.values()].map(({ identity, checkpoint: { folder }, reference }) => ({
      identity,
      folder,
      reference,
    }));
    problems.push(...(await outputProblems(output, { files, experiment: experiment.file, inputs })));
  }
  const freeDiskBytes = await files.freeBytes(place);
  const estimate = { ...estimateExtraction(prepared, limitBytes), writeBytes: largestAdapterBytes(prepared) };
  // The factors lie beside the adapter until it is put together of them.
  const neededBytes = 2 * estimate.writeBytes;
  if (neededBytes > freeDiskBytes) {
    problems.add('disk-space', { neededBytes, freeBytes: freeDiskBytes }, { file: place, key: 'output' });
  }
  if (limitBytes !== undefined && estimate.memoryBytes > limitBytes) {
    problems.add('merge-memory', { neededBytes: estimate.memoryBytes, limitBytes }, { key: 'resources.memory' });
  }
  return { ...estimate, freeDiskBytes };
}
