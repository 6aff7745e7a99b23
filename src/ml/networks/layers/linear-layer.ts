import type * as tf from '@tensorflow/tfjs-core';
import { linear } from '../../compute/operations/linear.js';
import { reportInput } from '../observe-inputs.js';
import type { WeightBuilder } from '../weight-builder.js';

/** Rows x in to rows x out. */
export type RowLayer = (rows: tf.Tensor2D) => tf.Tensor2D;

/** A linear layer with weights `<name>.weight` (and `.bias`), drawn with `deviation`; `in-out` is GPT-2's layout. */
export function linearLayer(
  builder: WeightBuilder,
  name: string,
  options: {
    readonly inputs: number;
    readonly outputs: number;
    readonly deviation: number;
    readonly hasBias: boolean;
    readonly layout?: 'out-in' | 'in-out';
  },
): RowLayer {
  const { inputs, outputs, deviation, hasBias, layout = 'out-in' } = options;
  const weight = builder.add<tf.Rank.R2>(
    `${name}.weight`,
    layout === 'out-in' ? [outputs, inputs] : [inputs, outputs],
    { initialisation: { type: 'normal', deviation } },
  );
  const bias = hasBias
    ? builder.add<tf.Rank.R1>(`${name}.bias`, [outputs], { initialisation: { type: 'zeros' } })
    : undefined;
  return (rows) => {
    reportInput(weight, rows);
    return linear(rows, weight.variable, { layout, bias: bias?.variable });
  };
}
