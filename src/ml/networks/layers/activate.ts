import * as tf from '@tensorflow/tfjs-core';
import { relu } from '../../compute/operations/relu.js';
import type { Activation } from '../image-fields.js';

/** An activation, element by element. */
export function activate<Value extends tf.Tensor>(x: Value, activation: Activation): Value {
  return activation === 'relu' ? relu(x) : tf.tanh(x);
}
