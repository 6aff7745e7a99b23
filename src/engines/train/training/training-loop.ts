import { setImmediate as nextTurn } from 'node:timers/promises';
import { modelsmithError } from '../../../base/errors.js';
import type { Scores } from '../../../base/ports.js';
import type { Optimizer, OptimizerState } from '../../../ml/optimizers/optimizer.js';
import type { Batch, LearningTask } from './learning-task.js';
import { trainStep, type StepOutcome } from './train-step.js';
import { readWeightValues, writeWeightValues, type WeightValues } from './weight-values.js';

/** Where a training stands between two steps: from there it goes on to the bit. */
export interface LoopState {
  /** Optimizer steps made. */
  readonly step: number;
  readonly weights: WeightValues;
  readonly optimizer: OptimizerState;
  readonly window: Window;
  readonly best: Best | undefined;
  /** The last scores. */
  readonly scores: Scores | undefined;
}

export interface Best {
  readonly step: number;
  readonly score: number;
  /** Decides among equal scores; 0 where the task tells none. */
  readonly loss: number;
}

/** Sums over the steps since the last report. */
interface Window {
  readonly steps: number;
  readonly loss: number;
  readonly gradientNorm: number;
  /** Of what was counted; NaN where nothing was. */
  readonly right: number;
  readonly count: number;
}

/** What the curves show of the steps since the last time. */
export interface StepReport {
  readonly step: number;
  readonly loss: number;
  /** Share of what was counted that was right. */
  readonly accuracy: number | undefined;
  readonly gradientNorm: number;
  readonly scheduled: number;
  readonly effectiveStep: number;
}

export interface LoopOptions {
  /** How the optimizer is called in errors. */
  readonly optimizerName: string;
  readonly steps: number;
  /** The factor on the learning rate at a step, from 1. */
  readonly schedule: (step: number) => number;
  readonly clipNorm?: number | undefined;
  /** Steps between two reports. */
  readonly reportEvery: number;
  /** Steps between two looks at the validation set; there is one after the last step, too. */
  readonly evaluateEvery: number;
  /** Looks in a row without a better score after which the training stops. */
  readonly patience?: number | undefined;
  readonly signal: AbortSignal;
  /** Where to go on. */
  readonly from?: LoopState | undefined;
  readonly on?: LoopListeners;
}

export interface LoopListeners {
  /** After every `reportEvery` steps and after the last. */
  readonly report?: (report: StepReport) => void;
  /** After a look at the validation set, while the weights that were looked at are in place. */
  readonly evaluated?: (told: Evaluated) => Promise<void>;
  /** At the end of every epoch (from 1), after its look at the validation set. */
  readonly epochEnded?: (epoch: number, step: number) => Promise<void>;
  /** Between two steps; `state` makes what a snapshot wants. */
  readonly between?: (step: number, state: () => Promise<LoopState>) => Promise<void>;
}

export interface Evaluated {
  readonly step: number;
  readonly scores: Scores;
  readonly score: number;
  readonly isBest: boolean;
}

export interface LoopEnd {
  readonly steps: number;
  readonly best: Best | undefined;
  readonly endedEarly: boolean;
  /** The last scores; undefined where nothing was held out. */
  readonly scores: Scores | undefined;
}

/**
 * Trains a network until its steps are made, it stops getting better, or it diverges (`train-diverged`). Batches, reports and
 * looks at the validation set are functions of the step alone, so a loop that goes on from a state says and does what the
 * uninterrupted one does. Throws the signal's reason between two steps.
 */
export async function runTrainingLoop(
  task: LearningTask,
  optimizer: Optimizer,
  options: LoopOptions,
): Promise<LoopEnd> {
  const loop = new TrainingLoop(task, optimizer, options);
  return loop.run();
}

class TrainingLoop {
  private step = 0;
  private window = emptyWindow;
  private best: Best | undefined;
  private scores: Scores | undefined;

  constructor(
    private readonly task: LearningTask,
    private readonly optimizer: Optimizer,
    private readonly options: LoopOptions,
  ) {
    const { from } = options;
    if (from !== undefined) {
      writeWeightValues(task.network, from.weights);
      optimizer.load(from.optimizer);
      this.step = from.step;
      this.window = from.window;
      this.best = from.best;
      this.scores = from.scores;
    }
  }

  async run(): Promise<LoopEnd> {
    const { stepsPerEpoch } = this.task;
    const { steps, signal } = this.options;
    while (this.step < steps && !this.isOutOfPatience()) {
      const epoch = Math.floor(this.step / stepsPerEpoch);
      for await (const batch of this.batches(epoch, this.step - epoch * stepsPerEpoch)) {
        // Requests to stop arrive between two steps.
        await nextTurn();
        await this.options.on?.between?.(this.step, () => this.state());
        signal.throwIfAborted();
        await this.makeStep(batch);
        if (this.step === steps || this.isOutOfPatience()) {
          break;
        }
      }
    }
    await this.options.on?.between?.(this.step, () => this.state());
    return { steps: this.step, best: this.best, endedEarly: this.step < steps, scores: this.scores };
  }

  /** The task's batches; where a request to stop comes while one is read, there is a snapshot of the last step all the same. */
  private async *batches(epoch: number, first: number): AsyncGenerator<Batch, void, undefined> {
    const { signal, on } = this.options;
    try {
      // Delegation would let errors of whoever takes the batches in here.
      for await (const batch of this.task.batches(epoch, first, signal)) {
        yield batch;
      }
    } catch (thrown) {
      if (signal.aborted) {
        await on?.between?.(this.step, () => this.state());
      }
      throw thrown;
    }
  }

  private async makeStep(batch: Batch): Promise<void> {
    const { optimizer, task, options } = this;
    const { steps, schedule, clipNorm, optimizerName, reportEvery, evaluateEvery, on } = options;
    const scheduled = schedule(this.step + 1);
    const outcome = trainStep(batch, { network: task.network, optimizer, scheduled, clipNorm });
    this.step += 1;
    const { step } = this;
    if (!Number.isFinite(outcome.loss) || !Number.isFinite(outcome.effectiveStep)) {
      throw modelsmithError('train-diverged', { step, optimizer: optimizerName });
    }
    this.window = widened(this.window, outcome, batch.count);
    if (step % reportEvery === 0 || step === steps) {
      on?.report?.({ step, scheduled, effectiveStep: outcome.effectiveStep, ...meansOf(this.window) });
      this.window = emptyWindow;
    }
    if ((step % evaluateEvery === 0 || step === steps) && task.heldOut.validation > 0) {
      await this.look();
    }
    if (step % task.stepsPerEpoch === 0) {
      await on?.epochEnded?.(step / task.stepsPerEpoch, step);
    }
  }

  private async look(): Promise<void> {
    const { task, step } = this;
    await this.optimizer.evaluating(async () => {
      const scores = await task.evaluate('validation', this.options.signal);
      const score = scores[task.metric] ?? Number.NaN;
      if (!Number.isFinite(score)) {
        // Weights may be finite and what they compute not.
        throw modelsmithError('train-diverged', { step, optimizer: this.options.optimizerName });
      }
      const { best } = this;
      const loss = scores['loss'] ?? 0;
      const isBest = best === undefined || isBetter({ score, loss }, best, task.maximize);
      this.best = isBest ? { step, score, loss } : best;
      this.scores = scores;
      await this.options.on?.evaluated?.({ step, scores, score, isBest });
    });
  }

  private isOutOfPatience(): boolean {
    const { patience, evaluateEvery } = this.options;
    return patience !== undefined && this.best !== undefined && this.step - this.best.step >= patience * evaluateEvery;
  }

  private async state(): Promise<LoopState> {
    const { step, window, best, scores } = this;
    const weights = await readWeightValues(this.task.network);
    return { step, weights, optimizer: await this.optimizer.save(), window, best, scores };
  }
}

/** Small sets give equal scores: of those the one with the lower loss is better. */
function isBetter(one: Omit<Best, 'step'>, other: Omit<Best, 'step'>, maximize: boolean): boolean {
  if (one.score === other.score) {
    return one.loss < other.loss;
  }
  return maximize ? one.score > other.score : one.score < other.score;
}

const emptyWindow: Window = { steps: 0, loss: 0, gradientNorm: 0, right: 0, count: 0 };

function widened(window: Window, { loss, gradientNorm, right }: StepOutcome, count: number): Window {
  return {
    steps: window.steps + 1,
    loss: window.loss + loss,
    gradientNorm: window.gradientNorm + gradientNorm,
    right: window.right + (right ?? Number.NaN),
    count: window.count + count,
  };
}

function meansOf({
  steps,
  loss,
  gradientNorm,
  right,
  count,
}: Window): Pick<StepReport, 'loss' | 'accuracy' | 'gradientNorm'> {
  return {
    loss: loss / steps,
    gradientNorm: gradientNorm / steps,
    accuracy: Number.isNaN(right) || count === 0 ? undefined : right / count,
  };
}
