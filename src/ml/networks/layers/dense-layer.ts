import type * as tf from '@tensorflow/tfjs-core';
import { linear } from '../../compute/operations/linear.js';
import { reportInput } from '../observe-inputs.js';
import type { WeightBuilder } from '../weight-builder.js';
import type { RowLayer } from './linear-layer.js';

/** A linear layer with `<name>.weight` (out x in) and `<name>.bias` that begins as torch's Linear does. */
export function denseLayer(
  builder: WeightBuilder,
  name: string,
  options: { readonly inputs: number; readonly outputs: number },
): RowLayer {
  const { inputs, outputs } = options;
  const initialisation = { type: 'uniform', bound: 1 / Math.sqrt(inputs) } as const;
  const weight = builder.add<tf.Rank.R2>(`${name}.weight`, [outputs, inputs], { initialisation });
  const bias = builder.add<tf.Rank.R1>(`${name}.bias`, [outputs], { initialisation });
  return (rows) => {
    reportInput(weight, rows);
    return linear(rows, weight.variable, { bias: bias.variable });
  };
}
