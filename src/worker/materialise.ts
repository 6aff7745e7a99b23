import { modelsmithError } from '../base/errors.js';
import { individualSchema } from '../engines/evolve/events.js';
import type { ServeContext } from '../experiments/carriers/peer.js';
import { readEvents } from '../experiments/runs/read-events.js';
import { runPaths } from '../experiments/runs/run-paths.js';
import { readOwnRecord } from '../experiments/runs/run-record-file.js';
import { hasSimdKernels } from '../ml/tensors/has-simd-kernels.js';
import type { WorkerMethods } from '../protocol/worker-messages.js';
import { readExperiment } from './begin-run.js';
import { experimentFacts } from './experiment-facts.js';
import { pinnedHub } from './hub-access.js';
import { assertUnchanged, recheckInputs } from './inputs.js';
import { nodeFiles } from './node-files.js';
import { withOrigins } from './run-engine.js';
import type { WorkerParts } from './worker-parts.js';

type Method = WorkerMethods['materialise'];

/**
 * Writes the model of an individual of an evolution. It is recomputed, so the run's inputs must be what they were when the
 * run read them: throws `input-changed` and `file-missing` where they aren't, `evolve-…` where the run has no such
 * individual, `run-…` where there is no such run, `output-exists` where the folder is there and not to be replaced.
 */
export async function materialise(
  { runFolder, individual, output, overwrite }: Method['params'],
  parts: Pick<WorkerParts, 'parse'>,
  { signal, onProgress }: ServeContext,
): Promise<Method['result']> {
  const record = await readOwnRecord(runFolder);
  if (record.kind !== 'evolve') {
    throw modelsmithError('evolve-other-kind', { run: record.id, kind: record.kind });
  }
  const experiment = await readExperiment(runFolder, record, parts.parse);
  if ((await nodeFiles.stat(output)) !== undefined && !overwrite) {
    throw modelsmithError('output-exists', { output }, { file: output });
  }
  const inputs = await recheckInputs(nodeFiles, record.inputs, { digest: experiment.digest, signal });
  // Loaded only now: no other request waits for them.
  const [{ materialiseIndividual }, { evolveSchema }] = await Promise.all([
    import('../engines/evolve/materialise.js'),
    import('../engines/evolve/spec/schema.js'),
  ]);
  const records = (await readEvents(runFolder)).flatMap((event) => {
    const { success, data } = individualSchema.safeParse(event);
    return success ? [data] : [];
  });
  const written = await materialiseIndividual(evolveSchema.parse(experiment.spec), individual, records, {
    runId: record.id,
    seed: record.seed,
    experiment: experimentFacts(experiment),
    folder: record.folder,
    artifacts: runPaths(runFolder).artifacts,
    inputs: withOrigins(record),
    output: { path: output, overwrite },
    signal,
    files: nodeFiles,
    hub: pinnedHub(record.models ?? []),
    // Merging has kernels of its own; no tensors are computed with here.
    compute: { backend: hasSimdKernels() ? 'simd' : 'plain', version: '', reason: 'fastest' },
    onProgress,
  });
  await assertUnchanged(nodeFiles, inputs);
  return written;
}
