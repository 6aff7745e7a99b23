import type * as tf from '@tensorflow/tfjs-core';
import { layerNorm } from '../../compute/operations/layer-norm.js';
import { rmsNorm } from '../../compute/operations/rms-norm.js';
import type { WeightBuilder } from '../weight-builder.js';
import type { RowLayer } from './linear-layer.js';

/** Layer normalisation with `<name>.weight` and `<name>.bias`. */
export function layerNormLayer(builder: WeightBuilder, name: string, options: NormOptions): RowLayer {
  const { size, epsilon } = options;
  const gamma = builder.add<tf.Rank.R1>(`${name}.weight`, [size], { initialisation: { type: 'ones' } });
  const beta = builder.add<tf.Rank.R1>(`${name}.bias`, [size], { initialisation: { type: 'zeros' } });
  return (rows) => layerNorm(rows, gamma.variable, { beta: beta.variable, epsilon });
}

/** Root mean square normalisation with `<name>.weight`; it begins at `first`, 1 where absent. */
export function rmsNormLayer(
  builder: WeightBuilder,
  name: string,
  options: NormOptions & { readonly first?: number },
): RowLayer {
  const { size, epsilon, first = 1 } = options;
  const gamma = builder.add<tf.Rank.R1>(`${name}.weight`, [size], {
    initialisation: { type: 'constant', value: first },
  });
  return (rows) => rmsNorm(rows, gamma.variable, epsilon);
}

export interface NormOptions {
  readonly size: number;
  readonly epsilon: number;
}
