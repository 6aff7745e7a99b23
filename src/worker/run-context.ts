import { randomStream } from '../base/random.js';
import { modelsmithError } from '../base/errors.js';
import type {
  Compute,
  Evaluate,
  ExperimentFacts,
  Files,
  ModelHub,
  OutputTarget,
  RunContext,
  Tasks,
} from '../base/ports.js';
import type { EmittedEvent } from '../protocol/events.js';
import type { RunPaths } from '../experiments/runs/run-paths.js';
import type { RunLog } from './open-run-log.js';

export interface RunContextParts {
  readonly runId: string;
  readonly seed: number;
  readonly experiment: ExperimentFacts;
  readonly folder: string;
  readonly output: OutputTarget | undefined;
  readonly inputs: RunContext<EmittedEvent>['inputs'];
  readonly paths: RunPaths;
  readonly compute: Compute;
  readonly files: Files;
  readonly hub: ModelHub;
  readonly signal: AbortSignal;
  readonly log: RunLog;
  readonly tasks: Tasks;
  readonly evaluate: Evaluate | undefined;
  /** Called with every event; false keeps it out of the log: the attempt is over. */
  readonly onEmit: (event: EmittedEvent) => boolean;
}

/** The real ports of a run. Those that nothing serves yet throw `port-not-available`, which names them. */
export function createRunContext(parts: RunContextParts): RunContext<EmittedEvent> {
  const {
    runId,
    seed,
    experiment,
    folder,
    output,
    inputs,
    paths,
    compute,
    files,
    hub,
    signal,
    log,
    tasks,
    evaluate,
    onEmit,
  } = parts;
  return {
    runId,
    seed,
    experiment,
    folder,
    artifacts: paths.artifacts,
    output,
    inputs,
    emit(event) {
      if (onEmit(event)) {
        log.events.append(event);
      }
    },
    signal,
    random: (stream) => randomStream(seed, stream),
    files,
    hub,
    dense: log.dense,
    snapshot: log.snapshots,
    compute,
    languageModel: { complete: async () => unavailable('languageModel') },
    evaluate: evaluate ?? (async () => unavailable('evaluate')),
    tasks,
  };
}

async function unavailable(port: string): Promise<never> {
  return Promise.reject(modelsmithError('port-not-available', { port }));
}
