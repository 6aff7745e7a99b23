import * as tf from '@tensorflow/tfjs-core';
import { lossGradients } from '../../../ml/losses/loss-gradients.js';
import type { Network, Weight } from '../../../ml/networks/network.js';
import { observeInputs } from '../../../ml/networks/observe-inputs.js';
import type { Batch } from '../training/learning-task.js';

/** Sums over examples, by the weight's name: what a snapshot holds. */
export interface SumsState {
  readonly examples: number;
  readonly loss: number;
  readonly squares: Readonly<Record<string, Float64Array>>;
  readonly grams: Readonly<Record<string, Float64Array>>;
}

/**
 * Adds up, one example after the other, the squared gradients of the loss by each trainable weight (in the layout of its
 * variable) and X^T X of the inputs of each linear layer out x in. In float64, of gradients and products in float32.
 */
export class StatisticSums {
  private examples = 0;
  private loss = 0;
  private readonly squares = new Map<string, Float64Array>();
  private readonly grams = new Map<string, Float64Array>();

  /** `hasGrams` says of which linear weights; a layer of another layout than out x in isn't one that RegMean knows. */
  constructor(
    private readonly network: Network,
    private readonly hasGrams: (weight: Weight) => boolean,
    from?: SumsState,
  ) {
    for (const { name, variable } of network.weights.filter(({ isTrainable }) => isTrainable)) {
      this.squares.set(name, from?.squares[name] ?? new Float64Array(variable.size));
    }
    this.examples = from?.examples ?? 0;
    this.loss = from?.loss ?? 0;
    for (const [name, values] of Object.entries(from?.grams ?? {})) {
      this.grams.set(name, values);
    }
  }

  get state(): SumsState {
    const { examples, loss, squares, grams } = this;
    return { examples, loss, squares: Object.fromEntries(squares), grams: Object.fromEntries(grams) };
  }

  /** Adds a batch of one example; returns its loss. */
  add(example: Batch): number {
    return tf.tidy(() => {
      const { loss, gradients } = lossGradients(this.network, () =>
        observeInputs(
          (weight, rows) => {
            this.addInputs(weight, rows);
          },
          () => example.forward({ isTraining: false }).loss,
        ),
      );
      for (const [name, gradient] of gradients) {
        addSquares(this.squares.get(name), gradient.dataSync<'float32'>());
      }
      const [value = Number.NaN] = loss.dataSync<'float32'>();
      this.loss += value;
      this.examples += 1;
      return value;
    });
  }

  private addInputs(weight: Weight, rows: tf.Tensor2D): void {
    if (this.hasGrams(weight)) {
      const products = tf.tidy(() => tf.matMul(rows, rows, true, false).dataSync<'float32'>());
      const sum = this.grams.get(weight.name) ?? new Float64Array(products.length);
      this.grams.set(weight.name, sum);
      for (const [i, product] of products.entries()) {
        sum[i] = (sum[i] ?? 0) + product;
      }
    }
  }
}

function addSquares(sum: Float64Array | undefined, values: Float32Array): void {
  if (sum !== undefined) {
    for (const [i, value] of values.entries()) {
      sum[i] = (sum[i] ?? 0) + value * value;
    }
  }
}
