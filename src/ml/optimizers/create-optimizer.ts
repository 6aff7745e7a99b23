import type * as tf from '@tensorflow/tfjs-core';
import type { OptimizerDescription } from '../../base/optimizer-description.js';
import { FlatWeights } from './flat-weights.js';
import { scale } from './kernels/linear.js';
import { isAllFinite, squaredNorm } from './kernels/reductions.js';
import { makeUpdateRule } from './make-update-rule.js';
import type { Optimizer, OptimizerState, ParameterGroup, StepReport } from './optimizer.js';
import type { UpdateRule } from './update-rule.js';

const LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;

/**
 * Makes an optimizer of the weights of `groups`, which start from the values that they have now. The arithmetic runs in
 * the program's own memory, whatever the backend: a backend's operations read and write all weights once for each of
 * their dozen, ours once in all (`npm run bench -- training`). Memory: the weights twice, and the rule's vectors.
 */
export function createOptimizer(description: OptimizerDescription, groups: readonly ParameterGroup[]): Optimizer {
  return new FusedOptimizer(description, groups);
}

class FusedOptimizer implements Optimizer {
  readonly #weights: FlatWeights;
  readonly #gradient: Float32Array;
  readonly #rule: UpdateRule;
  #step = 0;

  constructor(description: OptimizerDescription, groups: readonly ParameterGroup[]) {
    this.#weights = new FlatWeights(groups, description.weight_decay);
    const { values, parts } = this.#weights;
    this.#gradient = new Float32Array(values.length);
    this.#rule = makeUpdateRule(description, { weights: values, parts });
  }

  get stepCount(): number {
    return this.#step;
  }

  step(gradients: ReadonlyMap<string, tf.Tensor>, scheduled: number, clipNorm = Number.POSITIVE_INFINITY): StepReport {
    const weights = this.#weights;
    const gradient = this.#gradient;
    weights.refresh();
    weights.gather(gradients, gradient);
    const squares = squaredNorm(gradient, 0, gradient.length);
    const gradientNorm = Math.sqrt(squares);
    this.#step++;
    if (!(squares <= LARGEST_FLOAT)) {
      return { effectiveStep: Number.NaN, gradientNorm };
    }
    if (gradientNorm > clipNorm) {
      scale(gradient, clipNorm / gradientNorm);
    }
    const sizes = this.#rule.step({ weights: weights.values, gradient, step: this.#step, scheduled });
    if (!isAllFinite(weights.values)) {
      return { effectiveStep: Number.NaN, gradientNorm };
    }
    weights.write();
    return { ...sizes, gradientNorm };
  }

  async evaluating<Result>(run: () => Promise<Result>): Promise<Result> {
    const { evaluated } = this.#rule;
    return evaluated instanceof Float32Array ? this.#weights.during(evaluated, run) : run();
  }

  save(): Promise<OptimizerState> {
    const vectors: Record<string, Float32Array> = {};
    for (const [name, vector] of Object.entries(this.#rule.vectors)) {
      vectors[name] = Float32Array.from(vector);
    }
    return Promise.resolve({ step: this.#step, scalars: { ...this.#rule.scalars }, vectors });
  }

  load(state: OptimizerState): void {
    const { scalars, vectors } = this.#rule;
    for (const name of Object.keys(scalars)) {
      if (typeof state.scalars[name] !== 'number') {
        throw new RangeError(`scalars.${name}`);
      }
    }
    for (const [name, vector] of Object.entries(vectors)) {
      if (state.vectors[name]?.length !== vector.length) {
        throw new RangeError(`vectors.${name}`);
      }
    }
    for (const name of Object.keys(scalars)) {
      scalars[name] = state.scalars[name] ?? Number.NaN;
    }
    for (const [name, vector] of Object.entries(vectors)) {
      vector.set(state.vectors[name] ?? []);
    }
    this.#step = state.step;
  }
}
