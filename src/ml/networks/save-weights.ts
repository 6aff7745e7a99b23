import * as path from 'node:path';
import type { Files } from '../../base/ports.js';
import type { FloatDtype } from '../tensors/dtypes.js';
import { writeCheckpoint, type TensorInMemory } from '../tensors/write-checkpoint.js';
import type { Network } from './network.js';
import { toTorchLayout, torchShape } from './torch-layout.js';

/** Bytes of a shard: what transformers writes, too. */
const MAX_SHARD_BYTES = 5_000_000_000;

/**
 * Writes a network into a folder as Hugging Face lays a model out: safetensors under torch's names in one number format,
 * and the companions (`config.json`, the tokenizer's files) by name, as text or bytes, or as a file to copy. A tied tensor
 * is written once. The weights come last, so that a folder that has them is whole.
 */
export async function saveWeights(
  files: Files,
  folder: string,
  options: {
    readonly network: Network;
    readonly dtype: FloatDtype;
    readonly companions: ReadonlyMap<string, string | Uint8Array | { readonly copyOf: string }>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { network, dtype, companions, signal } = options;
  await files.makeFolder(folder);
  for (const [name, content] of companions) {
    signal.throwIfAborted();
    const target = path.join(folder, name);
    if (typeof content === 'string' || content instanceof Uint8Array) {
      await files.writeAtomically(target, content);
    } else {
      await files.copy(content.copyOf, target);
    }
  }
  const tensors: TensorInMemory[] = [];
  for (const weight of network.weights) {
    const tensor = toTorchLayout(weight, weight.variable);
    try {
      const values = await tensor.data<'float32'>();
      tensors.push({ name: weight.name, dtype, shape: torchShape(weight), values });
    } finally {
      tensor.dispose();
    }
  }
  await writeCheckpoint(files, folder, { tensors, maxShardBytes: MAX_SHARD_BYTES, signal });
}
