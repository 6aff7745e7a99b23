import * as tf from '@tensorflow/tfjs-core';
import { randomStream, type RandomStream } from '../../../base/random.js';
import { fillBernoulli } from '../../tensors/bernoulli-mask.js';

/**
 * The dropout of one training step (Srivastava et al., 2014): an element becomes 0 with a probability, what is left is scaled
 * so that the expectation stays. What is dropped is a function of the seed, the step and the place in the network alone, so
 * that a resumed training drops the same. Good for one forward pass, in which places are counted.
 */
export class Dropout {
  #place = 0;

  constructor(
    private readonly seed: number,
    private readonly step: number,
  ) {}

  /** 0 or `1 / (1 - probability)` for every element of a shape; float32. */
  mask<Rank extends tf.Rank>(shape: tf.ShapeMap[Rank], probability: number): tf.Tensor<Rank> {
    const stream = randomStream(this.seed, `dropout/${String(this.step)}/${String(this.#place)}`);
    this.#place += 1;
    const factors = new Float32Array(tf.util.sizeFromShape(shape));
    fillKept(factors, stream, 1 - probability);
    return tf.tensor<Rank>(factors, shape, 'float32');
  }
}

/** `x` with elements dropped; as it is where nothing is learnt or nothing to be dropped. */
export function dropElements<Rank extends tf.Rank>(
  x: tf.Tensor<Rank>,
  dropout: Dropout | undefined,
  probability: number,
): tf.Tensor<Rank> {
  return dropout === undefined || probability === 0 ? x : tf.mul(x, dropout.mask<Rank>(x.shape, probability));
}

/** What an attention's shares are multiplied with; undefined where none are dropped. */
export function keptShares(
  dropout: Dropout | undefined,
  probability: number,
  shape: tf.ShapeMap[tf.Rank.R4],
): tf.Tensor4D | undefined {
  return dropout === undefined || probability === 0 ? undefined : dropout.mask<tf.Rank.R4>(shape, probability);
}

/** factors[i] = 1/keep where uniform i of the stream is below `keep`, else 0. */
function fillKept(factors: Float32Array, stream: RandomStream, keep: number): void {
  const factor = 1 / keep;
  const mask = new Uint8Array(factors.length);
  fillBernoulli(mask, stream, 0, keep);
  for (let i = 0; i < factors.length; i++) {
    factors[i] = mask[i] === 0 ? 0 : factor;
  }
}
