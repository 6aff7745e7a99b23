import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import { isRecord } from '../../base/plain-record.js';
import type { Files } from '../../base/ports.js';
import { readLlamaSettings } from '../networks/llama-settings.js';
import { FieldReader } from '../networks/read-fields.js';
import { checkpointSource } from '../networks/tensor-source.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import { readLlamaValues } from './llama-weights.js';
import { plainLlama } from './plain-llama.js';
import type { TokenModel } from './token-model.js';

/** Opens a Llama or Qwen2 folder for plain TypeScript. Errors as for `openNetwork`. */
export async function openPlainLlama(files: Files, folder: string, signal: AbortSignal): Promise<TokenModel> {
  const checkpoint = await openCheckpoint(files, folder, signal);
  const file = path.join(checkpoint.folder, 'config.json');
  if (!isRecord(checkpoint.config)) {
    throw modelsmithError('file-missing', { file }, { file });
  }
  const fields = new FieldReader(checkpoint.config, { file });
  const settings = readLlamaSettings(fields, fields.choice('model_type', ['llama', 'qwen2']));
  const weights = await readLlamaValues(settings, checkpointSource(files, checkpoint), signal);
  return plainLlama(settings, weights);
}
