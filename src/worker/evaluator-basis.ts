import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { compareCodePoints } from '../base/compare-code-points.js';
import { datasetFiles } from '../ml/data/dataset-files.js';
import { describeDataset } from '../ml/data/describe-dataset.js';
import type { EvaluateSettings } from '../protocol/evaluate.js';

/** A digest of all that scores depend on but the candidate: the block's own keys, and the files that it names. */
export async function evaluatorBasis(settings: EvaluateSettings, folder: string): Promise<string> {
  switch (settings.type) {
    case 'command': {
      const { command, pattern, persistent, environment, data } = settings;
      return digest({ command, pattern, persistent, environment, data }, [...command, ...data], folder);
    }
    case 'dataset': {
      const { data, rows, multiple_choice: choice, max_tokens: maxTokens } = settings;
      const files = datasetFiles(describeDataset(data), folder);
      return digest({ type: 'dataset', data, rows, choice, maxTokens }, files, folder);
    }
    case 'endpoint': {
      const { start, url, model, questions, max_tokens: maxTokens } = settings;
      const files = [questions, ...(start ?? [])];
      return digest({ type: 'endpoint', start, url, model, questions, maxTokens }, files, folder);
    }
  }
}

async function digest(keys: object, names: readonly string[], folder: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(keys));
  for (const name of names) {
    const file = path.resolve(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) {
      hash.update(`\n${name}\n`);
      await pipeline(createReadStream(file), hash, { end: false });
    } else if (found?.isDirectory() === true) {
      await addFolder(hash, file);
    }
  }
  return hash.digest('hex');
}

/** A folder of images is told by names, sizes and times: reading them all would take as long as scoring. */
async function addFolder(hash: Hash, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  for (const name of entries.toSorted(compareCodePoints)) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true) {
      hash.update(`\n${name} ${String(found.size)} ${String(found.mtimeMs)}`);
    }
  }
}
