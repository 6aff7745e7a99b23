import { setImmediate as nextTurn } from 'node:timers/promises';
import { modelsmithError } from '../../../base/errors.js';
import type { Scores } from '../../../base/ports.js';
import type { Optimizer, OptimizerState } from '../../../ml/optimizers/optimizer.js';
import type { LearningTask } from './learning-task.js';
import { trainStep } from './train-step.js';
import { readWeightValues, writeWeightValues, type WeightValues } from './weight-values.js';

/** Where a training stands between two steps: with it, it goes on to the bit. */
export interface LoopState {
  /** Optimizer steps made. */
  readonly step: number;
  readonly weights: WeightValues;
  readonly optimizer: OptimizerState;
  /** What was summed since the last `onStep`. */
  readonly window: Window;
  readonly best: Best | undefined;
}

export interface Best {
  readonly step: number;
  readonly score: number;
}

interface Window {
  readonly loss: number;
  readonly right: number;
  readonly examples: number;
  readonly steps: number;
}

/** What the curves show of the steps since the last time. */
export interface StepReport {
  readonly step: number;
  readonly loss: number;
  /** Share of the examples that were right, where that means something. */
  readonly accuracy: number | undefined;
  readonly scheduled: number;
  readonly effectiveStep: number;
}

export interface LoopOptions {
  readonly steps: number;
  /** The factor on the learning rate at a step, from 1. */
  readonly schedule: (step: number) => number;
  readonly clipNorm?: number;
  /** Steps between two reports. */
  readonly reportEvery: number;
  /** Steps between two evaluations; 0: never. There is one after the last step, too. */
  readonly evaluateEvery: number;
  /** Evaluations without a better score after which the training stops. */
  readonly patience?: number;
  readonly signal: AbortSignal;
  /** Where to go on. */
  readonly from?: LoopState;
  /** How the run is called in errors. */
  readonly optimizerName: string;
  readonly on: LoopListeners;
}

export interface LoopListeners {
  /** After every `reportEvery` steps and after the last. */
  readonly report?: (report: StepReport) => void;
  /** After an evaluation, while the weights to be evaluated are in place. */
  readonly evaluated?: (told: {
    readonly step: number;
    readonly scores: Scores;
    readonly isBest: boolean;
  }) => Promise<void>;
  /** At the end of every epoch, before its evaluation. */
  readonly epochEnded?: (epoch: number, step: number) => Promise<void>;
  /** Between two steps, for a snapshot where it is time for one. */
  readonly between?: (step: number, state: () => Promise<LoopState>) => Promise<void>;
}

export interface LoopEnd {
  readonly steps: number;
  readonly best: Best | undefined;
  readonly endedEarly: boolean;
  /** The last scores; undefined where nothing was evaluated. */
  readonly scores: Scores | undefined;
}

/**
 * Trains a network until its steps are made, it stops getting better, or it diverges (`train-diverged`). The order of the
 * batches, the reports and the evaluations are functions of the step alone, so a loop that goes on from a state says and
 * does what the uninterrupted one does. Throws the signal's reason between two steps.
 */
export async function runTrainingLoop(
  task: LearningTask,
  optimizer: Optimizer,
  options: LoopOptions,
): Promise<LoopEnd> {
  const { steps, schedule, reportEvery, evaluateEvery, patience, signal, from, on } = options;
  const { network, stepsPerEpoch } = task;
  if (from !== undefined) {
    writeWeightValues(network, from.weights);
    optimizer.load(from.optimizer);
  }
  let step = from?.step ?? 0;
  let window = from?.window ?? emptyWindow;
  let best = from?.best;
  let scores: Scores | undefined;
  const state = async (): Promise<LoopState> => ({
    step,
    weights: await readWeightValues(network),
    optimizer: await optimizer.save(),
    window,
    best,
  });
  while (step < steps) {
    signal.throwIfAborted();
    await on.between?.(step, state);
    const epoch = Math.floor(step / stepsPerEpoch);
    const batch = await task.batch(epoch, step - epoch * stepsPerEpoch, signal);
    const scheduled = schedule(step + 1);
    const clip = options.clipNorm === undefined ? {} : { clipNorm: options.clipNorm };
    let outcome;
    try {
      outcome = trainStep(network, batch, optimizer, { scheduled, ...clip });
    } finally {
      batch.dispose();
    }
    step += 1;
    const { loss, effectiveStep } = outcome;
    if (!Number.isFinite(loss) || !Number.isFinite(effectiveStep)) {
      throw modelsmithError('train-diverged', { step, optimizer: options.optimizerName });
    }
    window = {
      loss: window.loss + loss,
      right: window.right + (outcome.right ?? NaN),
      examples: window.examples + batch.examples,
      steps: window.steps + 1,
    };
    if (step % reportEvery === 0 || step === steps) {
      on.report?.({
        step,
        loss: window.loss / window.steps,
        accuracy: Number.isNaN(window.right) ? undefined : window.right / window.examples,
        scheduled,
        effectiveStep,
      });
      window = emptyWindow;
    }
    if (step % stepsPerEpoch === 0 || step === steps) {
      await on.epochEnded?.(Math.ceil(step / stepsPerEpoch), step);
    }
    const isTime = evaluateEvery > 0 && (step % evaluateEvery === 0 || step === steps);
    if (isTime && task.heldOut.validation > 0) {
      scores = await optimizer.evaluating(async () => {
        const told = await task.evaluate('validation', signal);
        const score = told[task.metric] ?? NaN;
        const isBest = best === undefined || (task.maximize ? score > best.score : score < best.score);
        best = isBest ? { step, score } : best;
        await on.evaluated?.({ step, scores: told, isBest });
        return told;
      });
      if (patience !== undefined && best !== undefined && step - best.step >= patience * evaluateEvery) {
        return { steps: step, best, endedEarly: step < steps, scores };
      }
    }
    // Requests to stop arrive between two steps.
    await nextTurn();
  }
  await on.between?.(step, state);
  return { steps: step, best, endedEarly: false, scores };
}

const emptyWindow: Window = { loss: 0, right: 0, examples: 0, steps: 0 };
