import { randomStream } from '../base/random.js';
import { modelsmithError } from '../base/errors.js';
import type { Compute, ExperimentFacts, Files, OutputTarget, RunContext, Snapshots } from '../base/ports.js';
import type { EmittedEvent } from '../protocol/events.js';
import type { EventLog } from '../experiments/runs/event-log.js';
import type { RunPaths } from '../experiments/runs/run-paths.js';
import type { DenseWriter } from './dense-writer.js';
import { encodeSnapshot, writeSnapshot } from './snapshot-file.js';

export interface RunContextParts {
  readonly runId: string;
  readonly seed: number;
  readonly experiment: ExperimentFacts;
  readonly folder: string;
  readonly output: OutputTarget | undefined;
  readonly inputs: RunContext<EmittedEvent>['inputs'];
  readonly paths: RunPaths;
  readonly files: Files;
  readonly signal: AbortSignal;
  readonly log: EventLog;
  readonly dense: DenseWriter;
  /** The state of the snapshot that the run goes on from. */
  readonly state: unknown;
  /** Called with every event; false keeps it out of the log: the attempt is over. */
  readonly onEmit: (event: EmittedEvent) => boolean;
}

/** No kind of this version computes with tensors that need a backend. */
const noCompute: Compute = { backend: 'none', version: '', reason: 'not-needed' };

/** The real ports of a run. Those that nothing serves yet throw `port-not-available`, which names them. */
export function createRunContext(parts: RunContextParts): RunContext<EmittedEvent> {
  const { runId, seed, experiment, folder, output, inputs, paths, files, signal, log, dense, onEmit } = parts;
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
        log.append(event);
      }
    },
    signal,
    random: (stream) => randomStream(seed, stream),
    files,
    dense,
    snapshot: runSnapshots(parts),
    compute: noCompute,
    languageModel: { complete: async () => unavailable('languageModel') },
    evaluate: async () => unavailable('evaluate'),
    tasks: { workers: 1, run: async () => unavailable('tasks') },
  };
}

function runSnapshots({ paths, log, dense, state }: RunContextParts): Snapshots {
  let saving: Promise<void> = Promise.resolve();
  return {
    async latest() {
      return Promise.resolve(state);
    },
    async save(newState) {
      const encoded = encodeSnapshot({ seq: log.lastSeq, dense: dense.lengths, state: newState });
      const save = saving.then(async () => {
        // What the snapshot counts on is on the disk before it.
        await log.sync();
        await dense.sync();
        await writeSnapshot(paths.snapshot, encoded);
      });
      saving = save.catch(() => undefined);
      await save;
    },
  };
}

async function unavailable(port: string): Promise<never> {
  return Promise.reject(modelsmithError('port-not-available', { port }));
}
