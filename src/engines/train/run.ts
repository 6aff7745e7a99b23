import * as path from 'node:path';
import { ModelsmithError, problem } from '../../base/errors.js';
import type { RunContext, Scores } from '../../base/ports.js';
import type { EngineResult } from '../../experiments/kind.js';
import { loadWeights } from '../../ml/networks/load-weights.js';
import { saveWeights } from '../../ml/networks/save-weights.js';
import { checkpointSource } from '../../ml/networks/tensor-source.js';
import { createOptimizer } from '../../ml/optimizers/create-optimizer.js';
import { isSlowForAdamG } from '../../ml/optimizers/is-slow-for-adamg.js';
import type { ParameterGroup } from '../../ml/optimizers/optimizer.js';
import { scheduleFactor } from '../../ml/optimizers/schedules.js';
import { openCheckpoint } from '../../ml/tensors/checkpoint.js';
import { outputNames, publish } from '../../ml/tensors/output/publish.js';
import { asOptimizer } from '../../protocol/optimizer-schema.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import type { BegunRecord, EpochRecord } from './events.js';
import { SnapshotPace } from './snapshot-pace.js';
import type { TrainSpec } from './spec.js';
import { stepsOf } from './steps-of.js';
import { tellSpikes } from './tell-spikes.js';
import { asTrainState, type TrainState } from './train-state.js';
import { describeSchedule } from './training/describe-schedule.js';
import { isHeadWeight } from './training/head-weights.js';
import { openSession, type Session } from './training/open-session.js';
import { runTrainingLoop, type LoopEnd, type StepReport } from './training/training-loop.js';
import { readWeightValues, writeWeightValues, type WeightValues } from './training/weight-values.js';

type Context = RunContext<EmittedEvent>;

/** A run looks at gradients so often before it says that AdamG is slow. */
const REPORTS_BEFORE_HINT = 5;

/** Trains on the source data, where there are some, then on the data; the best checkpoint becomes the result. */
export async function runTraining(spec: TrainSpec, context: Context): Promise<EngineResult> {
  const state = asTrainState(await context.snapshot.latest());
  let learnt = state?.learnt;
  if (spec.source !== undefined && state?.stage !== 'target') {
    const { data, epochs, steps } = spec.source;
    const stage = new Stage('source', { ...spec, data, epochs, steps }, context);
    learnt = await stage.run({
      state,
      learnt: undefined,
      finish: async (session) => readWeightValues(session.task.network),
    });
  }
  // Where a source came first, the head is the target's own; the model is in the weights already.
  const stage = new Stage('target', spec, context);
  return stage.run({
    state: state?.stage === 'target' ? state : undefined,
    learnt,
    finish: (session, end) => finish(session, { spec, context, end }),
  });
}

/** What a stage makes of its network once it is trained. */
type Finish<Result> = (session: Session, end: StageEnd) => Promise<Result>;

interface StageEnd extends LoopEnd {
  readonly bestFolder: string;
}

/** One training: of the source, or of the target. */
class Stage {
  private readonly pace = new SnapshotPace();
  private reports = 0;
  private gradients = 0;

  constructor(
    private readonly name: 'source' | 'target',
    private readonly spec: TrainSpec,
    private readonly context: Context,
  ) {}

  async run<Result>(begin: {
    readonly state: TrainState | undefined;
    readonly learnt: WeightValues | undefined;
    readonly finish: Finish<Result>;
  }): Promise<Result> {
    const { context, spec } = this;
    const { files, folder, artifacts, seed, signal } = context;
    context.emit({ type: 'phase', phase: 'train/data' });
    const scratch = path.join(artifacts, 'tokenizer');
    const session = await openSession(spec, { files, folder, scratch, seed, signal, readsAll: true });
    try {
      return await begin.finish(session, await this.train(session, begin));
    } finally {
      await session.close();
    }
  }

  private async train(
    session: Session,
    { state, learnt }: { readonly state: TrainState | undefined; readonly learnt: WeightValues | undefined },
  ): Promise<StageEnd> {
    const { spec, context, name } = this;
    const { task } = session;
    const { signal } = context;
    const steps = stepsOf(spec, task.stepsPerEpoch);
    if (learnt !== undefined) {
      takeLearnt(session, learnt);
    }
    if (state?.loop === undefined) {
      this.tellBeginning(session, steps);
    }
    const optimizer = createOptimizer(asOptimizer(spec.optimizer), groupsOf(session, spec));
    const schedule = describeSchedule(spec.schedule);
    const keeper = new CheckpointKeeper(session, { ...context, keep: spec.checkpoints.keep });
    const evaluateEvery = spec.evaluate_every ?? task.stepsPerEpoch;
    let epochStart = performance.now();
    const end = await runTrainingLoop(task, optimizer, {
      optimizerName: spec.optimizer['name'] as string,
      steps,
      schedule: (step) => scheduleFactor(schedule, step, steps),
      clipNorm: spec.gradient_clip,
      reportEvery: spec.report_every,
      evaluateEvery,
      patience: spec.patience,
      signal,
      from: state?.loop,
      on: {
        report: (report) => {
          this.tellStep(report, steps, session);
        },
        evaluated: async ({ step, scores, score, isBest }) => {
          this.tellScores('validation', scores, step);
          if (isBest) {
            await keeper.saveBest({ step, epoch: Math.ceil(step / task.stepsPerEpoch), score });
          }
          await tellSpikes(session, { context, step });
        },
        epochEnded: async (epoch, step) => {
          const { keep, every } = spec.checkpoints;
          if (keep > 0 && epoch % every === 0) {
            await keeper.saveEpoch(epoch, step, every);
          }
          const now = performance.now();
          const seconds = (now - epochStart) / 1000;
          epochStart = now;
          context.emit({ type: 'train/epoch', stage: name, epoch, step, seconds } satisfies EpochRecord);
        },
        between: async (_step, loopState) => {
          if (this.pace.isDue || signal.aborted) {
            await this.pace.save(async () => {
              const loop = await loopState();
              await context.snapshot.save({ format: 1, stage: name, learnt, loop } satisfies TrainState);
            });
          }
        },
      },
    });
    return { ...end, bestFolder: keeper.bestFolder };
  }

  private tellBeginning({ task, parts, built, description, warnings }: Session, steps: number): void {
    const { emit } = this.context;
    for (const one of warnings) {
      emit({ type: 'log', level: 'warning', problem: one });
    }
    const { dataset, indices } = parts.train;
    const trainable = task.network.weights.filter(({ isTrainable }) => isTrainable);
    emit({
      type: 'train/begun',
      stage: this.name,
      network: {
        type: String(description['type'] ?? description['model_type']),
        parameters: trainable.reduce((sum, { variable }) => sum + variable.size, 0),
        tensors: built.network.weights.length,
      },
      data: {
        name: this.spec.data.train.format,
        train: indices.length,
        ...task.heldOut,
        ...(dataset.labels === undefined ? {} : { classes: dataset.classes.length }),
      },
      optimizer: this.spec.optimizer['name'] as string,
      firstStep: 0,
      steps,
      stepsPerEpoch: task.stepsPerEpoch,
    } satisfies BegunRecord);
    emit({ type: 'phase', phase: `train/${this.name}` });
  }

  private tellStep(report: StepReport, steps: number, { task }: Session): void {
    const { emit } = this.context;
    const { step, loss, accuracy, effectiveStep, scheduled, gradientNorm } = report;
    const metric = (name: string, value: number): void => {
      emit({ type: 'metric', name, step, value });
    };
    metric('loss', loss);
    if (accuracy !== undefined) {
      metric('accuracy', accuracy);
    }
    metric('learning-rate', scheduled);
    metric('effective-step', effectiveStep);
    metric('gradient-norm', gradientNorm);
    emit({ type: 'progress', done: step, total: steps, unit: 'steps' });
    this.hint(
      report,
      steps,
      task.network.weights.reduce((sum, { variable }) => sum + variable.size, 0),
    );
  }

  /** AdamG's known weakness is told once, when the first gradients show it. */
  private hint({ gradientNorm }: StepReport, steps: number, parameters: number): void {
    const optimizer = asOptimizer(this.spec.optimizer);
    this.reports += 1;
    this.gradients += gradientNorm / Math.sqrt(parameters);
    if (optimizer.name === 'adamg' && this.reports === REPORTS_BEFORE_HINT) {
      const gradientSize = this.gradients / this.reports;
      if (isSlowForAdamG(optimizer, gradientSize, steps)) {
        const hint = problem('train-slow', { optimizer: optimizer.name, gradientSize }, {}, 'warning');
        this.context.emit({ type: 'log', level: 'warning', problem: hint });
      }
    }
  }

  private tellScores(part: 'validation' | 'test', scores: Scores, step: number): void {
    tellScores(this.context, part, { scores, step });
  }
}

function tellScores(
  { emit }: Context,
  part: 'validation' | 'test',
  { scores, step }: { readonly scores: Scores; readonly step: number },
): void {
  for (const [name, value] of Object.entries(scores)) {
    emit({ type: 'metric', name: `${part}/${name}`, step, value });
  }
}

/** Puts the best weights in place, scores the test set once, and writes the result. */
async function finish(
  session: Session,
  { spec, context, end }: { readonly spec: TrainSpec; readonly context: Context; readonly end: StageEnd },
): Promise<EngineResult> {
  const { files, artifacts, output, runId, signal, emit } = context;
  const { task, companions } = session;
  emit({ type: 'phase', phase: 'train/finishing' });
  if (end.best !== undefined) {
    const checkpoint = await openCheckpoint(files, end.bestFolder, signal);
    await loadWeights(task.network, checkpointSource(files, checkpoint), { signal });
  }
  const test = task.heldOut.test > 0 ? await task.evaluate('test', signal) : undefined;
  if (test !== undefined) {
    tellScores(context, 'test', { scores: test, step: end.best?.step ?? end.steps });
  }
  const names = outputNames(output ?? { path: path.join(artifacts, 'model'), overwrite: true }, runId);
  await files.remove(names.partial);
  const dtype = ({ float32: 'F32', bfloat16: 'BF16', float16: 'F16' } as const)[spec.dtype];
  await saveWeights(files, names.partial, { network: task.network, dtype, companions, signal });
  await publish(files, names);
  const elements = task.network.weights.reduce((sum, { variable }) => sum + variable.size, 0);
  const bytes = elements * (dtype === 'F32' ? 4 : 2);
  emit({ type: 'artifact', name: path.basename(names.path), path: names.path, bytes });
  return { output: names.path, figures: figuresOf(end, test, task.metric) };
}

function figuresOf(
  { best, steps, scores }: LoopEnd,
  test: Scores | undefined,
  metric: string,
): EngineResult['figures'] {
  const tested = test?.[metric];
  const validated = best?.score ?? scores?.[metric];
  return [
    ...(tested === undefined ? [] : [{ name: `test-${metric}`, value: tested }]),
    ...(validated === undefined ? [] : [{ name: `validation-${metric}`, value: validated }]),
    { name: 'steps', value: steps },
    ...(best === undefined ? [] : [{ name: 'best-step', value: best.step }]),
  ];
}

/** All that the source stage has learnt but its head. */
function takeLearnt({ task, built }: Session, learnt: WeightValues): void {
  const current = built.network.weights.filter((weight) => {
    const values = learnt[weight.name];
    return !isHeadWeight(weight) && values?.length === weight.variable.size;
  });
  if (current.length === 0) {
    throw new ModelsmithError([problem('train-network', {}, { key: 'source' })]);
  }
  writeWeightValues({ ...task.network, weights: current }, learnt);
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
  ];
}
