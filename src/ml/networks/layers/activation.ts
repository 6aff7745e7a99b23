import * as tf from '@tensorflow/tfjs-core';
import { modelsmithError } from '../../../base/errors.js';
import { geluTanh } from '../../compute/operations/gelu-tanh.js';
import { gelu } from '../../compute/operations/gelu.js';
import type { RowLayer } from './linear-layer.js';
import type { FieldReader } from '../read-fields.js';

const activations: ReadonlyMap<string, RowLayer> = new Map<string, RowLayer>([
  ['gelu', gelu],
  ['gelu_new', geluTanh],
  ['gelu_pytorch_tanh', geluTanh],
  ['relu', tf.relu],
  ['silu', silu],
  ['swish', silu],
  ['tanh', tf.tanh],
]);

/** The activation of a name as transformers has it; throws `network-feature` for the key that names another one. */
export function activationOf(name: string, key: string, fields: FieldReader): RowLayer {
  const activation = activations.get(name);
  if (activation === undefined) {
    throw modelsmithError('network-feature', { key, value: name.slice(0, 80) }, fields.at(key));
  }
  return activation;
}

function silu(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(rows, tf.sigmoid(rows));
}
