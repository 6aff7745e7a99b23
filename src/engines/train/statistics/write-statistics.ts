import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Files } from '../../../base/ports.js';
import type { Network } from '../../../ml/networks/network.js';
import { toTorchLayout, torchShape } from '../../../ml/networks/torch-layout.js';
import { encodeFromFloat32 } from '../../../ml/tensors/dtypes.js';
import { layoutShards } from '../../../ml/tensors/shard-layout.js';
import type { SumsState } from './statistic-sums.js';

/** The file's name, as merging wants to be told of it. */
export const STATISTICS_FILE = 'statistics.safetensors';

/**
 * Writes `fisher/<tensor>` (the mean over examples of the squared gradient, in torch's layout) and `gram/<tensor>` (in x in,
 * the sum over all rows) as float32 into a folder. Returns the file's size and how many of each there are.
 */
export async function writeStatistics(
  files: Files,
  folder: string,
  { network, sums }: { readonly network: Network; readonly sums: SumsState },
): Promise<{ readonly bytes: number; readonly fisher: number; readonly gram: number }> {
  const fisher = network.weights.flatMap((weight) => {
    const squares = sums.squares[weight.name];
    if (squares === undefined) {
      return [];
    }
    const means = Float32Array.from(squares, (sum) => sum / sums.examples);
    const values = tf.tidy(() => toTorchLayout(weight, tf.tensor(means, weight.variable.shape)).dataSync<'float32'>());
    return [{ name: `fisher/${weight.name}`, dtype: 'F32' as const, shape: torchShape(weight), values }];
  });
  const gram = Object.entries(sums.grams).map(([name, products]) => {
    const size = Math.round(Math.sqrt(products.length));
    const values = Float32Array.from(products);
    return { name: `gram/${name}`, dtype: 'F32' as const, shape: [size, size], values };
  });
  await files.makeFolder(folder);
  const { shards } = layoutShards([...fisher, ...gram], Number.POSITIVE_INFINITY);
  let bytes = 0;
  for (const shard of shards) {
    const content = new Uint8Array(shard.bytes);
    content.set(shard.head);
    for (const { values, dtype, position, bytes: length } of shard.tensors) {
      encodeFromFloat32(values, dtype, content.subarray(position, position + length));
    }
    bytes += content.length;
    await files.writeAtomically(path.join(folder, STATISTICS_FILE), content);
  }
  return { bytes, fisher: fisher.length, gram: gram.length };
}
