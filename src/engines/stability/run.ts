import * as path from 'node:path';
import { ModelsmithError } from '../../base/errors.js';
import type { Compute, RunContext } from '../../base/ports.js';
import type { EngineResult } from '../../experiments/kind.js';
import type { Backend } from '../../ml/compute/backends.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { asOptimizer } from '../../protocol/optimizer-schema.js';
import { summarizeStability } from '../../protocol/stability-summary.js';
import { CellJournal } from './cell-journal.js';
import { CELL_TASK, type PooledCell } from './cell-tasks.js';
import type { StabilityBegun } from './events.js';
import { resultFigures } from './result-figures.js';
import { shareMemory } from './memory-share.js';
import { outlineTasks, type TaskOutline } from './outline-tasks.js';
import { planTrainings } from './plan-trainings.js';
import { SnapshotKeeper } from './snapshot-keeper.js';
import type { StabilitySpec } from './spec.js';
import { seedsOf } from './spec/cell-counts.js';
import { optimizerLabel } from './spec/optimizer-label.js';
import { asStabilityState } from './stability-state.js';
import { stabilityReport } from './stability-report.js';
import type { CellResult } from './train-cell.js';

type Context = RunContext<EmittedEvent>;

const REPORT = 'report.md';

/** Trains every optimizer on every task with every seed, and Adam over its grid; sums up, and writes a report. */
export async function runStability(spec: StabilitySpec, context: Context): Promise<EngineResult> {
  const { emit, files, folder, seed, signal, snapshot, artifacts, hub } = context;
  const seeds = seedsOf(spec, seed);
  const trainings = planTrainings(spec, seeds);
  const from = asStabilityState(await snapshot.latest(), trainings.length);
  if (from === undefined) {
    emit({ type: 'phase', phase: 'stability/data' });
  }
  const { outlines, problems } = await outlineTasks(spec, { files, folder, seed, signal, hub });
  const [first, ...others] = problems;
  if (first !== undefined) {
    throw new ModelsmithError([first, ...others]);
  }
  const begun = begunRecord(spec, { outlines, seeds });
  if (from === undefined) {
    emit(begun);
    emit({ type: 'phase', phase: 'stability/training' });
  }
  const journal = new CellJournal({ trainings, outlines, emit, from });
  await trainAll(journal, { spec, context, outlines, trainings });

  emit({ type: 'phase', phase: 'stability/report' });
  const { cells, notes, seconds } = journal;
  const summary = summarizeStability({ begun, cells });
  if (summary === undefined) {
    throw new RangeError('nothing was compared');
  }
  const report = stabilityReport({ begun, summary, notes, seconds, trainings: trainings.length, context });
  const file = path.join(artifacts, REPORT);
  await files.writeAtomically(file, report);
  emit({ type: 'artifact', name: REPORT, path: file, bytes: Buffer.byteLength(report) });
  return { figures: resultFigures(summary, { trainings: trainings.length, cells }) };
}

/** Does what isn't done yet, within the experiment's resources, with a snapshot after every training. */
async function trainAll(
  journal: CellJournal,
  options: {
    readonly spec: StabilitySpec;
    readonly context: Context;
    readonly outlines: readonly TaskOutline[];
    readonly trainings: ReturnType<typeof planTrainings>;
  },
): Promise<void> {
  const { spec, context, outlines, trainings } = options;
  const { signal, snapshot, tasks, experiment, compute, folder } = context;
  const stop = new AbortController();
  const keeper = new SnapshotKeeper(
    () => snapshot.save(journal.state),
    () => {
      stop.abort();
    },
  );
  const backend = backendOf(compute);
  const { open } = journal;
  const inputs = open.flatMap((index): readonly PooledCell[] => {
    const training = trainings[index];
    const outline = training === undefined ? undefined : outlines[training.task];
    if (training === undefined || outline === undefined) {
      return [];
    }
    const { optimizer, seed } = training;
    const { located: settings, steps, curveEvery } = outline;
    return [
      { settings, task: training.task, optimizer, seed, metric: spec.metric, steps, curveEvery, folder, backend },
    ];
  });
  const { memoryBytes: limitBytes } = experiment.resources;
  const { workers } = shareMemory(outlines, { workers: tasks.workers, limitBytes });
  try {
    await tasks.run<CellResult>(CELL_TASK, inputs, {
      signal: AbortSignal.any([signal, stop.signal]),
      atMost: workers,
      onProgress: (place, steps) => {
        journal.part(open[place] ?? 0, steps);
      },
      onResult: (place, result) => {
        journal.take(open[place] ?? 0, result);
        keeper.request();
      },
    });
  } finally {
    // Where the run is stopped, too: what is done is done. A snapshot that can't be written is why tasks were stopped.
    await keeper.settled();
  }
}

function begunRecord(
  { tasks, optimizers, learning_rates: grid, metric, margin }: StabilitySpec,
  { outlines, seeds }: { readonly outlines: readonly TaskOutline[]; readonly seeds: readonly number[] },
): StabilityBegun {
  return {
    type: 'stability/begun',
    tasks: tasks.map(({ name, data }, index) => ({
      name,
      network: outlines[index]?.network ?? '',
      data: data.train.format,
      steps: outlines[index]?.steps ?? 1,
    })),
    optimizers: optimizers.map((one) => optimizerLabel(asOptimizer(one))),
    seeds: [...seeds],
    learningRates: [...grid],
    metric,
    maximize: metric === 'accuracy' || metric === 'f1',
    margin,
  };
}

/** What the run computes with; a run of this kind has been given a backend for tensors. */
function backendOf({ backend }: Compute): Backend {
  if (backend === 'simd' || backend === 'plain') {
    throw new RangeError(`${backend} computes nothing with tensors`);
  }
  return backend;
}
