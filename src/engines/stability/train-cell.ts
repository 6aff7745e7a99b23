import { performance } from 'node:perf_hooks';
import { ModelsmithError, type Problem } from '../../base/errors.js';
import type { OptimizerDescription } from '../../base/optimizer-description.js';
import type { Files } from '../../base/ports.js';
import { createOptimizer } from '../../ml/optimizers/create-optimizer.js';
import { scheduleFactor } from '../../ml/optimizers/schedules.js';
import { describeSchedule } from '../train/training/describe-schedule.js';
import { openSession, type Session } from '../train/training/open-session.js';
import { slowHint } from '../train/training/slow-hint.js';
import { runTrainingLoop } from '../train/training/training-loop.js';
import type { StabilitySpec } from './spec.js';

/** A training of the comparison as plain data: it may be done anywhere, and more than once. */
export interface CellTask {
  readonly settings: StabilitySpec['tasks'][number];
  /** Place of the task in the experiment. */
  readonly task: number;
  readonly optimizer: OptimizerDescription;
  readonly seed: number;
  readonly metric: StabilitySpec['metric'];
  readonly steps: number;
  readonly curveEvery: number;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
}

/** What came of it: a score on the test set, or the step at which it diverged. */
export interface CellResult {
  readonly value?: number;
  readonly divergedAt?: number;
  /** The metric on the validation set, every `curveEvery` steps and after the last; null where it isn't finite. */
  readonly curve: readonly (number | null)[];
  readonly seconds: number;
  /** What is worth a warning. */
  readonly notes: readonly Problem[];
}

export interface CellContext {
  readonly files: Files;
  readonly signal: AbortSignal;
  /** Called with the steps made, at every point of the curve. */
  readonly report: (steps: number) => void;
}

/** Steps between two looks at the gradients, as `kind: train` has them by default. */
const REPORT_EVERY = 10;

/**
 * Trains one network with one optimizer and scores it as it is after the last step: the same arithmetic as `kind: train`
 * with the same seed. A training that diverges is a result, too.
 */
export async function trainCell(cell: CellTask, context: CellContext): Promise<CellResult> {
  const { settings, seed, folder } = cell;
  const { files, signal } = context;
  const start = performance.now();
  const session = await openSession(settings, { files, folder, scratch: undefined, seed, signal, readsAll: true });
  try {
    const outcome = await train(session, cell, context);
    return { ...outcome, seconds: (performance.now() - start) / 1000, notes: [...session.warnings, ...outcome.notes] };
  } finally {
    await session.close();
  }
}

async function train(
  { task }: Session,
  { settings, optimizer: description, metric, steps, curveEvery }: CellTask,
  { signal, report }: CellContext,
): Promise<Omit<CellResult, 'seconds'>> {
  const weights = task.network.weights.filter(({ isTrainable }) => isTrainable);
  const optimizer = createOptimizer(description, [{ weights }]);
  const schedule = describeSchedule(settings.schedule);
  const curve: (number | null)[] = [];
  const notes: Problem[] = [];
  const told = (): Pick<CellResult, 'curve' | 'notes'> => ({ curve, notes });
  try {
    await runTrainingLoop(task, optimizer, {
      optimizerName: description.name,
      steps,
      schedule: (step) => scheduleFactor(schedule, step, steps),
      clipNorm: settings.gradient_clip,
      reportEvery: REPORT_EVERY,
      evaluateEvery: curveEvery,
      signal,
      on: {
        report: ({ step }) => {
          const hint = slowHint(description, optimizer, { step, steps, reportEvery: REPORT_EVERY });
          if (hint !== undefined) {
            notes.push(hint);
          }
        },
        evaluated: ({ step, scores }) => {
          curve.push(finite(scores[metric]));
          report(step);
          return Promise.resolve();
        },
      },
    });
  } catch (thrown) {
    const divergedAt = divergenceOf(thrown);
    if (divergedAt === undefined) {
      throw thrown;
    }
    return { divergedAt, ...told() };
  }
  const scores = await optimizer.evaluating(() => task.evaluate('test', signal));
  const value = finite(scores[metric]);
  return value === null ? { divergedAt: steps, ...told() } : { value, ...told() };
}

function finite(score: number | undefined): number | null {
  return score !== undefined && Number.isFinite(score) ? score : null;
}

/** The step at which a training diverged; undefined where something else went wrong. */
function divergenceOf(thrown: unknown): number | undefined {
  const [first] = thrown instanceof ModelsmithError ? thrown.problems : [];
  return first?.code === 'train-diverged' ? first.arguments.step : undefined;
}
