import * as tf from '@tensorflow/tfjs-core';
import { copiedTensor } from '../compute/operations/copied-tensor.js';
import type { Weight } from '../networks/network.js';
import type { Vector } from './kernels/vector.js';
import type { ParameterGroup } from './optimizer.js';
import { LANES } from './simd-memory.js';
import type { Part } from './update-rule.js';
import type { VectorMemory } from './vector-memory.js';

interface Stretch {
  readonly weight: Weight;
  readonly start: number;
  readonly end: number;
  /** Of the values that `values` holds; tensors never change, so another id says that somebody else has assigned. */
  dataId: object;
}

/** How the weights of all groups lie in one vector. */
export interface WeightLayout {
  readonly parts: readonly Part[];
  readonly stretches: readonly Stretch[];
  /** Of the vector: every weight begins at a multiple of four, with zeros in between. */
  readonly length: number;
}

/** Lays out the weights of groups, one after the other. `weightDecay` is for groups that have none of their own. */
export function layOutWeights(groups: readonly ParameterGroup[], weightDecay: number): WeightLayout {
  const parts: Part[] = [];
  const stretches: Stretch[] = [];
  let start = 0;
  for (const group of groups) {
    for (const weight of group.weights) {
      const end = start + weight.variable.size;
      const decay = group.weightDecay ?? weightDecay;
      parts.push({ start, end, weightDecay: decay, rateFactor: group.learningRateFactor ?? 1 });
      stretches.push({ weight, start, end, dataId: {} });
      start = Math.ceil(end / LANES) * LANES;
    }
  }
  return { parts, stretches, length: start };
}

/** The weights as one vector in the program's own memory, kept in step with the network's variables. */
export class FlatWeights {
  readonly values: Vector;
  readonly #stretches: readonly Stretch[];

  constructor({ stretches, length }: WeightLayout, memory: VectorMemory) {
    this.values = memory.zeros(length);
    this.#stretches = stretches;
    this.refresh();
  }

  /** Reads the variables that were assigned to elsewhere since the last `write`: loaded, perturbed or reset weights. */
  refresh(): void {
    for (const stretch of this.#stretches) {
      const { variable } = stretch.weight;
      if (stretch.dataId !== variable.dataId) {
        this.values.set(variable.dataSync<'float32'>(), stretch.start);
        stretch.dataId = variable.dataId;
      }
    }
  }

  /** Lays gradients by weight name in the weights' order; zero where there is none. */
  gather(gradients: ReadonlyMap<string, tf.Tensor>, into: Vector): void {
    for (const { weight, start, end } of this.#stretches) {
      const gradient = gradients.get(weight.name);
      if (gradient === undefined) {
        into.fill(0, start, end);
      } else {
        into.set(gradient.dataSync<'float32'>(), start);
      }
    }
  }

  /** Gives the variables what `values` holds. */
  write(): void {
    for (const stretch of this.#stretches) {
      assign(stretch, this.values);
      stretch.dataId = stretch.weight.variable.dataId;
    }
  }

  /** Gives the variables other values while `run` runs, then the tensors that they had. */
  async during<Result>(values: Vector, run: () => Promise<Result>): Promise<Result> {
    const kept = this.#stretches.map(({ weight }) => tf.clone(weight.variable));
    try {
      for (const stretch of this.#stretches) {
        assign(stretch, values);
      }
      return await run();
    } finally {
      for (const [i, { weight }] of this.#stretches.entries()) {
        const tensor = kept[i];
        if (tensor !== undefined) {
          weight.variable.assign(tensor);
          tensor.dispose();
        }
      }
    }
  }
}

/** A stretch of the values becomes the variable's. */
function assign({ weight: { variable }, start, end }: Stretch, values: Vector): void {
  const tensor = copiedTensor(values.subarray(start, end), variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}
