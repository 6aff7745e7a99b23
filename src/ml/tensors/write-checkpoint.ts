import * as path from 'node:path';
import type { Files } from '../../base/ports.js';
import type { FloatDtype } from './dtypes.js';
import { encodeFromFloat32 } from './dtypes.js';
import { layoutShards } from './shard-layout.js';

/** A tensor that is in memory as a whole. */
export interface TensorInMemory {
  readonly name: string;
  readonly dtype: FloatDtype;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Writes tensors that are in memory as safetensors files (and their index) into a folder, in their own dtypes. */
export async function writeCheckpoint(
  files: Files,
  folder: string,
  options: {
    readonly tensors: readonly TensorInMemory[];
    readonly maxShardBytes: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { tensors, maxShardBytes, signal } = options;
  const layout = layoutShards(tensors, maxShardBytes);
  for (const shard of layout.shards) {
    signal.throwIfAborted();
    const content = new Uint8Array(shard.bytes);
    content.set(shard.head);
    for (const { values, dtype, position, bytes } of shard.tensors) {
      encodeFromFloat32(values, dtype, content.subarray(position, position + bytes));
    }
    await files.writeAtomically(path.join(folder, shard.name), content);
  }
  if (layout.index !== undefined) {
    await files.writeAtomically(path.join(folder, layout.index.name), layout.index.content);
  }
}
