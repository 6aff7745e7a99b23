import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import { isRecord } from '../../base/plain-record.js';
import type { Files } from '../../base/ports.js';
import { openCheckpoint, type Checkpoint } from '../tensors/checkpoint.js';
import { createNetwork, type BuiltNetwork } from './create-network.js';
import { loadWeights } from './load-weights.js';
import { checkpointSource } from './tensor-source.js';

/** A network from disk, and the checkpoint that it came from. */
export type OpenedNetwork = BuiltNetwork & { readonly checkpoint: Checkpoint };

/** Builds the network that a model folder's `config.json` describes and loads its weights. To be disposed. */
export async function openNetwork(files: Files, folder: string, signal: AbortSignal): Promise<OpenedNetwork> {
  const checkpoint = await openCheckpoint(files, folder, signal);
  const file = path.join(checkpoint.folder, 'config.json');
  if (!isRecord(checkpoint.config)) {
    throw modelsmithError('file-missing', { file }, { file });
  }
  const built = createNetwork(checkpoint.config, {
    hasTensor: (name) => checkpoint.tensors.has(name),
    where: { file },
  });
  try {
    await loadWeights(built.network, checkpointSource(files, checkpoint), { signal });
  } catch (thrown) {
    built.network.dispose();
    throw thrown;
  }
  return { ...built, checkpoint };
}
