import type * as tf from '@tensorflow/tfjs-core';
import type { OptimizerDescription } from '../../base/optimizer-description.js';
import { FlatWeights, layOutWeights } from './flat-weights.js';
import type { Vector } from './kernels/vector.js';
import { makeUpdateRule } from './make-update-rule.js';
import type { Optimizer, OptimizerState, ParameterGroup, StepReport } from './optimizer.js';
import { simdMemory } from './simd-memory.js';
import type { UpdateRule } from './update-rule.js';
import { plainMemory, type VectorMemory } from './vector-memory.js';

const LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;
/** Weights, gradient, and Prodigy's four. */
const MOST_VECTORS = 6;

export interface OptimizerOptions {
  /** SIMD where the machine has it and the vectors fit its 4 GiB; results are the same to within rounding. */
  readonly kernels?: 'simd' | 'plain';
}

/**
 * Makes an optimizer of the weights of `groups`, which start from the values that they have now. The arithmetic runs in
 * the program's own memory, whatever the backend: a backend's operations read and write all weights once for each of
 * their dozen, ours once in all (`npm run bench -- training`). Memory: the weights twice, and the rule's vectors.
 */
export function createOptimizer(
  description: OptimizerDescription,
  groups: readonly ParameterGroup[],
  { kernels = 'simd' }: OptimizerOptions = {},
): Optimizer {
  return new FusedOptimizer(description, groups, kernels);
}

class FusedOptimizer implements Optimizer {
  readonly #memory: VectorMemory;
  readonly #weights: FlatWeights;
  readonly #gradient: Vector;
  readonly #rule: UpdateRule;
  #step = 0;

  constructor(description: OptimizerDescription, groups: readonly ParameterGroup[], kernels: 'simd' | 'plain') {
    const layout = layOutWeights(groups, description.weight_decay);
    const simd = kernels === 'simd' ? simdMemory(layout.length, MOST_VECTORS) : undefined;
    this.#memory = simd ?? plainMemory(32);
    this.#weights = new FlatWeights(layout, this.#memory);
    this.#gradient = this.#memory.zeros(layout.length);
    const start = { weights: this.#weights.values, parts: layout.parts, memory: this.#memory };
    this.#rule = makeUpdateRule(description, start);
  }

  get stepCount(): number {
    return this.#step;
  }

  step(gradients: ReadonlyMap<string, tf.Tensor>, scheduled: number, clipNorm = Number.POSITIVE_INFINITY): StepReport {
    const weights = this.#weights;
    const gradient = this.#gradient;
    const { kernels } = this.#memory;
    weights.refresh();
    weights.gather(gradients, gradient);
    const squares = kernels.squaredNorm(gradient, 0, gradient.length);
    const gradientNorm = Math.sqrt(squares);
    this.#step++;
    if (!(squares <= LARGEST_FLOAT)) {
      return { effectiveStep: Number.NaN, gradientNorm };
    }
    if (gradientNorm > clipNorm) {
      kernels.addScaled(gradient, gradient, clipNorm / gradientNorm, 0, 0, gradient.length);
    }
    const sizes = this.#rule.step({ weights: weights.values, gradient, step: this.#step, scheduled });
    if (!kernels.isAllFinite(weights.values)) {
      return { effectiveStep: Number.NaN, gradientNorm };
    }
    weights.write();
    return { ...sizes, gradientNorm };
  }

  gradientSize(): number | undefined {
    return this.#rule.gradientSize?.(this.#step);
  }

  async evaluating<Result>(run: () => Promise<Result>): Promise<Result> {
    const { evaluated } = this.#rule;
    return evaluated === undefined ? run() : this.#weights.during(evaluated, run);
  }

  save(): Promise<OptimizerState> {
    const vectors: Record<string, Float32Array> = {};
    for (const [name, vector] of Object.entries(this.#rule.vectors)) {
      vectors[name] = new Float32Array(vector);
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
