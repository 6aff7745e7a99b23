import * as tf from '@tensorflow/tfjs-core';
import { modelsmithError } from '../../base/errors.js';
import { initialValues, type Initialisation } from './initial-values.js';
import type { Weight } from './network.js';

/** How a network is built. */
export interface BuildOptions {
  /** What the weights begin with is drawn from it; without one they begin at zero, to be loaded. */
  readonly seed?: number;
  /** Makes weights of the right shapes without values or memory: what a plan looks at. They can't be computed with. */
  readonly isOutline?: boolean;
  /** Whether the checkpoint that will be loaded has a tensor: some networks have a head of their own only where it does. */
  readonly hasTensor?: (name: string) => boolean;
}

/** Parameters of one network: 4 GiB of float32, what a 64-bit machine can be expected to train without swapping. */
const MAX_PARAMETERS = 2 ** 30;

/** Makes a network's weights one after the other, in the order of the torch model's state, and disposes them together. */
export class WeightBuilder {
  private readonly made: Weight[] = [];
  private parameters = 0;

  constructor(private readonly options: BuildOptions) {}

  get weights(): readonly Weight[] {
    return this.made;
  }

  /**
   * A new weight. `shape` is the one in memory; `toTorch` the transposition that makes it torch's, absent where it is.
   * Throws `network-too-large` before the memory is claimed.
   */
  add<Rank extends tf.Rank = tf.Rank>(
    name: string,
    shape: tf.ShapeMap[Rank],
    options: {
      readonly initialisation: Initialisation;
      readonly isTrainable?: boolean;
      readonly toTorch?: readonly number[];
    },
  ): Weight & { readonly variable: tf.Variable<Rank> } {
    this.parameters += tf.util.sizeFromShape(shape);
    if (this.parameters > MAX_PARAMETERS) {
      this.dispose();
      throw modelsmithError('network-too-large', { parameters: this.parameters, limit: MAX_PARAMETERS });
    }
    const { isTrainable = true, toTorch } = options;
    const first = this.options.isOutline === true ? outline<Rank>(shape) : this.begin<Rank>(name, shape, options);
    // tfjs wants names that are unique in the process; torch's name stands in the weight.
    const variable = tf.variable(first, isTrainable);
    first.dispose();
    const weight = { name, variable, isTrainable, ...(toTorch === undefined ? {} : { toTorch }) };
    this.made.push(weight);
    return weight;
  }

  private begin<Rank extends tf.Rank>(
    name: string,
    shape: tf.ShapeMap[Rank],
    options: { readonly initialisation: Initialisation },
  ): tf.Tensor<Rank> {
    const { seed } = this.options;
    const isDrawn = options.initialisation.type === 'normal' || options.initialisation.type === 'uniform';
    const initialisation: Initialisation = seed === undefined && isDrawn ? { type: 'zeros' } : options.initialisation;
    return tf.tensor<Rank>(initialValues(name, shape, { initialisation, seed: seed ?? 0 }), shape);
  }

  dispose(): void {
    for (const { variable } of this.made) {
      variable.dispose();
    }
    this.made.length = 0;
  }
}

/** A tensor of this shape with no values: its backend keeps an empty array for it, because it counts references there. */
function outline<Rank extends tf.Rank>(shape: tf.ShapeMap[Rank]): tf.Tensor<Rank> {
  const dataId = tf.backend().write(new Float32Array(0), [0], 'float32');
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype: 'float32' }) as tf.Tensor<Rank>;
}
