import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { findWeights } from './find-weights.js';
import { isWeightFile, quantizationOf } from './foreign-format.js';
import { MAX_CONFIG_BYTES } from './limits.js';
import { readJsonFile } from './read-json-file.js';
import { readSafetensorsHeader } from './read-safetensors-header.js';
import { readShards } from './read-shards.js';
import type { TensorEntry } from './tensor-entry.js';

/** A tensor and where its bytes are: from `position` of `file` (absolute) on. */
export interface TensorLocation extends TensorEntry {
  readonly file: string;
  readonly position: number;
}

export interface Shard {
  /** Relative to the model's folder. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly metadata: ReadonlyMap<string, string> | undefined;
}

/** Model weights on disk, known from their headers. */
export interface Checkpoint {
  readonly folder: string;
  readonly shards: readonly Shard[];
  /** By name, in the order of the shards and of their data. */
  readonly tensors: ReadonlyMap<string, TensorLocation>;
  /** What `config.json` holds; undefined where there is none. */
  readonly config: unknown;
  /** Names of the folder's other files that aren't weights: tokenizer, configuration, model card. */
  readonly companions: readonly string[];
}

/**
 * Opens the model in a folder (one file, or shards with an index), or one file of weights, by its headers alone.
 * Weights in other formats and quantised ones (unless `quantized: 'allow'`) are refused with `checkpoint-format` and
 * `checkpoint-quantized`; all that is wrong with the shards is told at once.
 */
export async function openCheckpoint(
  files: Files,
  folderOrFile: string,
  signal: AbortSignal,
  options: { readonly quantized?: 'allow' | 'refuse' } = {},
): Promise<Checkpoint> {
  const weights = await findWeights(files, folderOrFile);
  const config = await readConfig(files, weights.folder, weights.names);
  const { shards, tensors } =
    weights.type === 'index'
      ? await readShards(files, weights.file, signal)
      : await readSingle(files, weights.file, signal);
  const method = quantizationOf(config, tensors.keys());
  if (method !== undefined && options.quantized !== 'allow') {
    throw modelsmithError('checkpoint-quantized', { method }, { file: weights.file, model: folderOrFile });
  }
  const companions: string[] = [];
  for (const name of weights.names) {
    if (!name.startsWith('.') && !isWeightFile(name)) {
      const stat = await files.stat(path.join(weights.folder, name));
      if (stat?.isFolder === false) {
        companions.push(name);
      }
    }
  }
  return { folder: weights.folder, shards, tensors, config, companions };
}

async function readConfig(files: Files, folder: string, names: readonly string[]): Promise<unknown> {
  if (!names.includes('config.json')) {
    return undefined;
  }
  const file = path.join(folder, 'config.json');
  return readJsonFile(files, file, {
    maxBytes: MAX_CONFIG_BYTES,
    fault: (offence, detail) => modelsmithError('config-invalid', { offence, detail }, { file }),
  });
}

async function readSingle(
  files: Files,
  file: string,
  signal: AbortSignal,
): Promise<Pick<Checkpoint, 'shards' | 'tensors'>> {
  const header = await readSafetensorsHeader(files, file, signal);
  const tensors = new Map<string, TensorLocation>();
  for (const entry of header.tensors.values()) {
    tensors.set(entry.name, { ...entry, file, position: header.dataStart + entry.begin });
  }
  const shard = { name: path.basename(file), file, bytes: header.fileBytes, metadata: header.metadata };
  return { shards: [shard], tensors };
}
