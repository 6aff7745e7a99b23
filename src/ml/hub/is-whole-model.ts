import * as path from 'node:path';
import { ModelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { findWeights } from '../tensors/find-weights.js';
import { MAX_INDEX_BYTES } from '../tensors/limits.js';
import { parseShardIndex } from '../tensors/shard-index.js';

const ADAPTER = ['adapter_config.json', 'adapter_model.safetensors'];
const TOKENIZERS = /^(tokenizer(_config)?\.json|tokenizer\.model|spiece\.model|vocab\.(json|txt))$/;

/**
 * How much of a model lies in a snapshot of the cache: nothing that could be used, the weights, or with them the
 * configuration and a tokenizer. transformers fetches file by file, so that any part may be there.
 */
export async function isWholeModel(files: Files, folder: string): Promise<'absent' | 'weights' | 'whole'> {
  const names = await files.list(folder);
  // A link whose blob was removed is listed and isn't there.
  const has = async (name: string): Promise<boolean> => (await files.stat(path.join(folder, name))) !== undefined;
  const all = async (wanted: readonly string[]): Promise<boolean> =>
    (await Promise.all(wanted.map(async (name) => names.includes(name) && has(name)))).every(Boolean);
  if (await all(ADAPTER)) {
    return 'whole';
  }
  if (!(await hasWeights(files, folder, has))) {
    return 'absent';
  }
  const isWhole = (await all(['config.json'])) && names.some((name) => TOKENIZERS.test(name));
  return isWhole ? 'whole' : 'weights';
}

async function hasWeights(files: Files, folder: string, has: (name: string) => Promise<boolean>): Promise<boolean> {
  try {
    const weights = await findWeights(files, folder);
    if (weights.type === 'file') {
      return await has(path.basename(weights.file));
    }
    const index = parseShardIndex(await files.readSmall(weights.file, MAX_INDEX_BYTES), weights.file);
    const shards = await Promise.all([...new Set(index.values())].map(has));
    return shards.every(Boolean);
  } catch (thrown) {
    if (thrown instanceof ModelsmithError) {
      return false;
    }
    throw thrown;
  }
}
