import * as path from 'node:path';
import { ModelsmithError, modelsmithError } from '../base/errors.js';
import type { ServeContext } from '../experiments/carriers/peer.js';
import { expandMatrix } from '../experiments/expand-matrix.js';
import type { Experiment } from '../experiments/experiment.js';
import type { Engine } from '../experiments/kind.js';
import type { Plan } from '../protocol/plan.js';
import { errorsOf } from './begin-run.js';
import { experimentFacts } from './experiment-facts.js';
import { nodeFiles } from './node-files.js';
import type { Engines, WorkerParts } from './worker-parts.js';

/** The working half of a kind. Throws `kind-unknown`. */
export async function loadEngine(kind: string, engines: Engines): Promise<Engine> {
  const load = engines.get(kind);
  if (load === undefined) {
    throw modelsmithError('kind-unknown', { kind, kinds: [...engines.keys()] });
  }
  return load();
}

/** What an experiment would do, by its engine. `output`: where its result would go (absolute), if it names a place. */
export async function planExperiment(
  experiment: Experiment,
  options: { readonly engine: Engine; readonly output: string | undefined; readonly signal: AbortSignal },
): Promise<Plan> {
  const { engine, output, signal } = options;
  return engine.plan(experiment.spec, {
    experiment: experimentFacts(experiment),
    folder: experiment.folder,
    output: output === undefined ? undefined : { path: output, overwrite: experiment.overwrite },
    files: nodeFiles,
    signal,
    seed: experiment.seed,
  });
}

/** The plans of a document's experiment, one for each run of its matrix. Throws the document's errors. */
export async function planDocument(
  document: { readonly text: string; readonly file: string },
  parts: WorkerParts,
  { signal, onProgress }: ServeContext,
): Promise<readonly Plan[]> {
  const { experiment, problems } = parts.parse(document.text, document.file);
  if (experiment === undefined) {
    throw new ModelsmithError(errorsOf(problems) ?? modelsmithError('document-empty', {}).problems);
  }
  const engine = await loadEngine(experiment.kind, parts.engines);
  const runs = expandMatrix(experiment);
  const plans: Plan[] = [];
  for (const run of runs) {
    const output = run.output === undefined ? undefined : path.resolve(run.folder, run.output);
    plans.push(await planExperiment(run, { engine, output, signal }));
    onProgress(plans.length, runs.length);
  }
  return plans;
}
