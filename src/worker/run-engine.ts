import * as path from 'node:path';
import { ModelsmithError } from '../base/errors.js';
import type { Compute, InputFile } from '../base/ports.js';
import type { Engine, EngineResult } from '../experiments/kind.js';
import type { Experiment } from '../experiments/experiment.js';
import { rootOfRun, rootPaths, runPaths } from '../experiments/runs/run-paths.js';
import type { RunRecord } from '../protocol/run-record.js';
import type { EmittedEvent } from '../protocol/events.js';
import { errorsOf } from './begin-run.js';
import { createEvaluator } from './create-evaluator.js';
import type { Plan } from '../protocol/plan.js';
import { pinnedHub, type HubAccess } from './hub-access.js';
import { experimentFacts } from './experiment-facts.js';
import { assertUnchanged, recordInputs } from './inputs.js';
import { nodeFiles } from './node-files.js';
import { loadEngine, planExperiment } from './plan-experiment.js';
import type { RunLog } from './open-run-log.js';
import type { RecordKeeper } from './record-keeper.js';
import { createRunContext } from './run-context.js';
import { TaskPool } from './task-pool.js';
import type { WorkerParts } from './worker-parts.js';

export interface RunEngineOptions {
  readonly experiment: Experiment;
  /** What computes; it is ready. */
  readonly compute: Compute;
  readonly runFolder: string;
  readonly keeper: RecordKeeper;
  readonly log: RunLog;
  readonly signal: AbortSignal;
  readonly parts: WorkerParts;
  readonly hub: HubAccess;
  /** Called with every event of the engine; false drops it. */
  readonly onEmit: (event: EmittedEvent) => boolean;
}

/**
 * The engine's part of an attempt: from the start with plan and inputs, or on from the snapshot. Throws what forbids the
 * run, what the engine throws, and `input-changed` where an input was written to meanwhile.
 */
export async function runEngine(options: RunEngineOptions): Promise<EngineResult> {
  const { runFolder, experiment, compute, keeper, log, signal, parts } = options;
  const { id, output, seed, folder } = keeper.record;
  const engine = await loadEngine(experiment.kind, parts.engines);
  if (log.isFresh) {
    await start(engine, experiment, options);
  }
  const facts = experimentFacts(experiment);
  const evaluator = createEvaluator(experiment, rootPaths(rootOfRun(runFolder)).evaluations);
  const pool = new TaskPool(facts.resources.workers ?? 1, parts.taskBundle ?? (() => parts.bundle));
  try {
    const result = await engine.run(
      experiment.spec,
      createRunContext({
        runId: id,
        seed,
        experiment: facts,
        folder,
        output: output === undefined ? undefined : { path: output, overwrite: experiment.overwrite },
        inputs: withOrigins(keeper.record),
        paths: runPaths(runFolder),
        compute: { backend: compute.backend, version: compute.version, reason: compute.reason },
        files: nodeFiles,
        hub: pinnedHub(keeper.record.models ?? []),
        signal,
        log,
        tasks: pool,
        evaluate: evaluator?.evaluate,
        onEmit(event) {
          parts.checkEvent?.(experiment.kind, event);
          return options.onEmit(event);
        },
      }),
    );
    await assertUnchanged(nodeFiles, keeper.record.inputs);
    return result;
  } finally {
    await evaluator?.close();
    await pool.close();
  }
}

/** The inputs of a run, and which commit of which repository those of a hub are. */
export function withOrigins({ inputs, models = [] }: RunRecord): readonly InputFile[] {
  return inputs.map((input) => {
    const model = models.find(({ folder }) => input.path.startsWith(folder + path.sep));
    return model === undefined ? input : { ...input, origin: { repo: model.repo, commit: model.commit } };
  });
}

/** What precedes the engine's work in an attempt from the start. */
async function start(engine: Engine, experiment: Experiment, options: RunEngineOptions): Promise<void> {
  const { keeper, signal, hub } = options;
  const plan = await planExperiment(experiment, { engine, output: keeper.record.output, signal, hub });
  const errors = errorsOf(plan.problems);
  if (errors !== undefined) {
    throw new ModelsmithError(errors);
  }
  await fetchModels(plan, options);
  const inputs = await recordInputs(nodeFiles, plan.inputs, { digest: experiment.digest, signal });
  await keeper.update((record) => ({
    ...record,
    inputs: [...inputs],
    ...(plan.models === undefined || plan.models.length === 0 ? {} : { models: [...plan.models] }),
  }));
}

/** Parts of a download that are told. */
const TOLD_PARTS = 200;

/** Fetches what the plan's models lack, and tells how it goes. */
async function fetchModels({ downloads = [] }: Plan, { log, hub, signal }: RunEngineOptions): Promise<void> {
  if (downloads.length === 0) {
    return;
  }
  log.events.append({ type: 'phase', phase: 'run/downloads' });
  let told = -1;
  await hub.fetch(downloads, {
    signal,
    onProgress: (done, total) => {
      const part = Math.floor((TOLD_PARTS * done) / total);
      if (part !== told) {
        told = part;
        log.events.append({ type: 'progress', done, total, unit: 'bytes' });
      }
    },
  });
  log.events.append({ type: 'phase', phase: 'run/inputs' });
}
