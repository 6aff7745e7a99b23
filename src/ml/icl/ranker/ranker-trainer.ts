import { adam } from '../../optimizers/adam.js';
import type { UpdateRule } from '../../optimizers/update-rule.js';
import { plainMemory } from '../../optimizers/vector-memory.js';
import { addRankerGradient, type RankedQuestion, type Ranker, scoreCandidates } from './ranker.js';
import { type Credit, rewardLoss } from './reward-loss.js';

export interface RankerTrainerOptions {
  /** Of Adam; absent: 1e-4. */
  readonly learningRate?: number;
  /** Absent: 0.9, 0.999 and 1e-8. */
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
  /** Added to a score before its logarithm; 0 is the published form, which can end in NaN. */
  readonly clamp: number;
  /** Gradients longer than this, over all weights, are shortened to it; absent: none is. */
  readonly clipNorm?: number;
}

/** What is learned from one question of a batch. */
export interface Lesson {
  readonly asked: RankedQuestion;
  readonly credits: readonly Credit[];
}

export interface RankerStep {
  /** Summed over the batch, before the step. */
  readonly loss: number;
  /** Before clipping; of W and b together. */
  readonly gradientNorm: number;
  /** No step is made when the loss is 0, nor when the loss or the gradient isn't finite: then training has diverged. */
  readonly outcome: 'stepped' | 'nothing-to-learn' | 'diverged';
}

/** Adam's state as plain data; with the ranker's weights, training goes on from it to the bit. */
export interface RankerTrainerState {
  readonly steps: number;
  readonly m: Float64Array;
  readonly v: Float64Array;
}

/** Trains a ranker's weights in place, batch by batch; Adam's state goes on from step to step. */
export class RankerTrainer {
  readonly #ranker: Ranker;
  readonly #options: RankerTrainerOptions;
  readonly #rule: UpdateRule;
  readonly #gradient: Float64Array;
  #steps = 0;

  constructor(ranker: Ranker, options: RankerTrainerOptions) {
    const { learningRate = 1e-4, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = options;
    const { weights } = ranker;
    this.#ranker = ranker;
    this.#options = options;
    this.#gradient = new Float64Array(weights.length);
    this.#rule = adam(
      { name: 'adam', lr: learningRate, beta1, beta2, eps, weight_decay: 0 },
      {
        weights,
        parts: [{ start: 0, end: weights.length, weightDecay: 0, rateFactor: 1 }],
        memory: plainMemory(64),
      },
    );
  }

  /** The gradient of the last batch before clipping, laid out like the weights; overwritten by the next. */
  get gradient(): Float64Array {
    return this.#gradient;
  }

  /** One step from what a batch's questions have earned. */
  step(lessons: readonly Lesson[]): RankerStep {
    const { clamp, clipNorm = Number.POSITIVE_INFINITY } = this.#options;
    const gradient = this.#gradient.fill(0);
    let loss = 0;
    for (const { asked, credits } of lessons.filter((lesson) => lesson.credits.length > 0)) {
      const share = rewardLoss(scoreCandidates(this.#ranker, asked), credits, clamp);
      loss += share.loss;
      addRankerGradient(this.#ranker, asked, { toLogits: share.toLogits, gradient });
    }
    const gradientNorm = Math.sqrt(gradient.reduce((sum, one) => sum + one * one, 0));
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      return { loss, gradientNorm, outcome: 'diverged' };
    }
    if (loss === 0) {
      return { loss, gradientNorm, outcome: 'nothing-to-learn' };
    }
    this.#steps += 1;
    // Adam leaves the gradient as it is without weight decay; a clipped copy keeps `gradient` what it says.
    const shortened = gradientNorm > clipNorm ? gradient.map((one) => (one * clipNorm) / gradientNorm) : gradient;
    this.#rule.step({ weights: this.#ranker.weights, gradient: shortened, step: this.#steps, scheduled: 1 });
    return { loss, gradientNorm, outcome: 'stepped' };
  }

  /** A copy of Adam's state; the weights aren't part of it. */
  save(): RankerTrainerState {
    const [m, v] = this.#moments();
    return { steps: this.#steps, m: Float64Array.from(m), v: Float64Array.from(v) };
  }

  /** Goes on from a state, once the weights are those of that moment. RangeError where it is another ranker's. */
  load({ steps, m, v }: RankerTrainerState): void {
    const [ownM, ownV] = this.#moments();
    if (m.length !== ownM.length || v.length !== ownV.length) {
      throw new RangeError(`moments of ${m.length} and ${v.length} weights, not ${ownM.length}`);
    }
    ownM.set(m);
    ownV.set(v);
    this.#steps = steps;
  }

  #moments(): readonly [Float64Array | Float32Array, Float64Array | Float32Array] {
    const { m, v } = this.#rule.vectors;
    if (m === undefined || v === undefined) {
      throw new TypeError('Adam without moments');
    }
    return [m, v];
  }
}
