import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../../ml/networks/network.js';

/** Values of weights by torch name, each in the layout of its variable: what a snapshot holds. */
export type WeightValues = Readonly<Record<string, Float32Array>>;

/** Copies of all weights of a network, running statistics included. */
export async function readWeightValues({ weights }: Network): Promise<WeightValues> {
  const entries = await Promise.all(
    weights.map(async ({ name, variable }) => [name, Float32Array.from(await variable.data<'float32'>())] as const),
  );
  return Object.fromEntries(entries);
}

/** Puts values back into the weights of the same network; every weight must be there. */
export function writeWeightValues({ weights }: Network, values: WeightValues): void {
  for (const { name, variable } of weights) {
    const kept = values[name];
    if (kept?.length !== variable.size) {
      throw new RangeError(`no values of ${name}`);
    }
    tf.tidy(() => {
      // The backend may keep the array itself.
      variable.assign(tf.tensor(kept.slice(), variable.shape, 'float32'));
    });
  }
}
