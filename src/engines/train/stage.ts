import * as path from 'node:path';
import type { RunContext, Scores } from '../../base/ports.js';
import { createOptimizer } from '../../ml/optimizers/create-optimizer.js';
import type { Optimizer, ParameterGroup } from '../../ml/optimizers/optimizer.js';
import { scheduleFactor } from '../../ml/optimizers/schedules.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { asOptimizer } from '../../protocol/optimizer-schema.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import type { BegunRecord, EpochRecord } from './events.js';
import type { SnapshotPace } from './snapshot-pace.js';
import type { TrainSpec } from './spec/schema.js';
import { stepsOf } from './steps-of.js';
import { takeLearnt } from './take-learnt.js';
import { tellScores } from './tell-scores.js';
import { tellSpikes } from './tell-spikes.js';
import type { TrainState } from './train-state.js';
import { describeSchedule } from './training/describe-schedule.js';
import { openSession, type Session } from './training/open-session.js';
import { slowHint } from './training/slow-hint.js';
import { runTrainingLoop, type LoopEnd, type StepReport } from './training/training-loop.js';
import type { WeightValues } from './training/weight-values.js';

type Context = RunContext<EmittedEvent>;

export interface StageOptions {
  readonly name: 'source' | 'target';
  /** With the data and the length of the stage. */
  readonly spec: TrainSpec;
  readonly context: Context;
  /** Where an earlier attempt stood in this stage. */
  readonly state: TrainState | undefined;
  /** Steps made before this stage, and what they have taught. */
  readonly firstStep: number;
  readonly learnt: WeightValues | undefined;
  readonly makePace: () => SnapshotPace;
}

export interface StageEnd extends LoopEnd {
  /** Where the best checkpoint lies, if there is one. */
  readonly bestFolder: string;
}

/**
 * One training: of the source, or of the target. `finish` makes of the session what is wanted while the weights that are to
 * be used are in place: an average, where the optimizer keeps one.
 */
export async function runStage<Result>(
  options: StageOptions,
  finish: (session: Session, end: StageEnd) => Promise<Result>,
): Promise<Result> {
  const { spec, context, state } = options;
  const { files, folder, artifacts, seed, signal, emit } = context;
  if (state === undefined) {
    emit({ type: 'phase', phase: 'train/data' });
  }
  const scratch = path.join(artifacts, 'tokenizer');
  const session = await openSession(spec, { files, folder, scratch, seed, signal, readsAll: true });
  try {
    return await new Stage(session, options).run(finish);
  } finally {
    await session.close();
  }
}

class Stage {
  private readonly steps: number;
  private readonly keeper: CheckpointKeeper;
  private readonly pace: SnapshotPace;

  constructor(
    private readonly session: Session,
    private readonly options: StageOptions,
  ) {
    const { name, spec, context, firstStep, makePace } = options;
    const { task } = session;
    this.pace = makePace();
    this.steps = stepsOf(spec, task.stepsPerEpoch);
    const prefix = name === 'source' ? 'source-' : '';
    this.keeper = new CheckpointKeeper(session, { ...context, keep: spec.checkpoints.keep, prefix, firstStep });
  }

  async run<Result>(finish: (session: Session, end: StageEnd) => Promise<Result>): Promise<Result> {
    const { session, keeper } = this;
    const { spec, context, state, learnt } = this.options;
    const { task } = session;
    if (state === undefined) {
      if (learnt !== undefined) {
        takeLearnt(session, learnt);
      }
      this.tellBeginning();
    }
    const optimizer = createOptimizer(asOptimizer(spec.optimizer), groupsOf(session, spec));
    const schedule = describeSchedule(spec.schedule);
    const end = await runTrainingLoop(task, optimizer, {
      optimizerName: asOptimizer(spec.optimizer).name,
      steps: this.steps,
      schedule: (step) => scheduleFactor(schedule, step, this.steps),
      clipNorm: spec.gradient_clip,
      reportEvery: spec.report_every,
      evaluateEvery: spec.evaluate_every ?? task.stepsPerEpoch,
      patience: spec.patience,
      signal: context.signal,
      from: state?.loop,
      on: {
        report: (report) => {
          this.tellStep(report, optimizer);
        },
        evaluated: async ({ step, scores, score, isBest }) => {
          this.tellScores(scores, step);
          if (isBest) {
            await keeper.saveBest({ step, epoch: Math.ceil(step / task.stepsPerEpoch), score });
          }
          await tellSpikes(session, { context, step: this.options.firstStep + step });
        },
        epochEnded: async (epoch, step) => {
          const { keep, every } = spec.checkpoints;
          if (keep > 0 && epoch % every === 0) {
            // What a checkpoint holds is to be used, not to be trained on.
            await optimizer.evaluating(() => keeper.saveEpoch(epoch, step, every));
          }
          this.tellEpoch(epoch, step);
        },
        between: async (_step, loopState) => {
          if (this.pace.isDue || context.signal.aborted) {
            await this.pace.save(async () => this.save(await loopState()));
          }
        },
      },
    });
    return optimizer.evaluating(() => finish(session, { ...end, bestFolder: keeper.bestFolder }));
  }

  private async save(loop: TrainState['loop']): Promise<void> {
    const { name, context, firstStep } = this.options;
    const state: TrainState = { format: 1, stage: name, firstStep, loop };
    await context.snapshot.save(state);
  }

  private tellBeginning(): void {
    const { name, spec, context, firstStep } = this.options;
    const { task, parts, built, description, warnings } = this.session;
    const { emit } = context;
    for (const one of warnings) {
      emit({ type: 'log', level: 'warning', problem: one });
    }
    const { dataset, indices } = parts.train;
    const trainable = task.network.weights.filter(({ isTrainable }) => isTrainable);
    emit({
      type: 'train/begun',
      stage: name,
      network: {
        type: String(description['type'] ?? description['model_type']),
        parameters: trainable.reduce((sum, { variable }) => sum + variable.size, 0),
        tensors: built.network.weights.length,
      },
      data: {
        name: spec.data.train.format,
        train: indices.length,
        ...task.heldOut,
        ...(dataset.labels === undefined ? {} : { classes: dataset.classes.length }),
      },
      optimizer: asOptimizer(spec.optimizer).name,
      firstStep,
      steps: this.steps,
      stepsPerEpoch: task.stepsPerEpoch,
    } satisfies BegunRecord);
    emit({ type: 'phase', phase: `train/${name}` });
  }

  private tellStep(report: StepReport, optimizer: Optimizer): void {
    const { firstStep, context } = this.options;
    const { emit } = context;
    const { loss, accuracy, effectiveStep, scheduled, gradientNorm } = report;
    const step = firstStep + report.step;
    const metric = (name: string, value: number): void => {
      emit({ type: 'metric', name, step, value });
    };
    metric('loss', loss);
    if (accuracy !== undefined) {
      metric('accuracy', accuracy);
    }
    metric('learning-rate', scheduled * asOptimizer(this.options.spec.optimizer).lr);
    metric('effective-step', effectiveStep);
    metric('gradient-norm', gradientNorm);
    // Counted as in the curves: on from the stage before.
    emit({ type: 'progress', done: step, total: firstStep + this.steps, unit: 'steps' });
    const told = { step: report.step, steps: this.steps, reportEvery: this.options.spec.report_every };
    const hint = slowHint(asOptimizer(this.options.spec.optimizer), optimizer, told);
    if (hint !== undefined) {
      emit({ type: 'log', level: 'warning', problem: hint });
    }
  }

  private tellScores(scores: Scores, step: number): void {
    const { firstStep, context } = this.options;
    tellScores(context, 'validation', { scores, step: firstStep + step });
  }

  private tellEpoch(epoch: number, step: number): void {
    const { name, firstStep, context } = this.options;
    const record: EpochRecord = { type: 'train/epoch', stage: name, epoch, step: firstStep + step };
    context.emit(record);
  }
}

/** Weights with and without decay. */
function groupsOf({ task }: Session, { no_decay: spared }: TrainSpec): readonly ParameterGroup[] {
  const weights = task.network.weights.filter(({ isTrainable }) => isTrainable);
  if (spared === 'none') {
    return [{ weights }];
  }
  const isVector = (rank: number): boolean => rank < 2;
  return [
    { weights: weights.filter(({ variable }) => !isVector(variable.rank)) },
    { weights: weights.filter(({ variable }) => isVector(variable.rank)), weightDecay: 0 },
  ].filter((group) => group.weights.length > 0);
}
