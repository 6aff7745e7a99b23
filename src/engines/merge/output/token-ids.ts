import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { MAX_CONFIG_BYTES } from '../../../ml/tensors/limits.js';
import { readJsonFile } from '../../../ml/tensors/read-json-file.js';
import type { PreparedMerge } from '../prepare.js';
import type { VocabularyPlan } from '../vocabulary/plan-vocabulary.js';
import { editJson, type JsonEdit } from './edit-json.js';

const KEYS = ['bos_token_id', 'eos_token_id', 'pad_token_id', 'unk_token_id', 'decoder_start_token_id'] as const;

/** Changes ids of special tokens to what those tokens are in the result's vocabulary. Unknown ids stay as they are. */
export function tokenIdEdits(
  config: Readonly<Record<string, unknown>>,
  vocabulary: VocabularyPlan | undefined,
): readonly JsonEdit[] {
  if (vocabulary === undefined) {
    return [];
  }
  const tokens = new Map([...vocabulary.leading].map(([token, id]) => [id, token]));
  const translate = (id: unknown): unknown => {
    const token = typeof id === 'number' ? tokens.get(id) : undefined;
    return token === undefined ? id : (vocabulary.ids.get(token) ?? id);
  };
  return KEYS.flatMap((key): readonly JsonEdit[] => {
    const value = config[key];
    const translated = Array.isArray(value) ? value.map(translate) : translate(value);
    return JSON.stringify(translated) === JSON.stringify(value) ? [] : [{ path: [key], value: translated }];
  });
}

/** The same in the copy of `generation_config.json`. */
export async function translateTokenIds(merge: PreparedMerge, folder: string, files: Files): Promise<void> {
  const file = path.join(folder, 'generation_config.json');
  if (merge.vocabulary === undefined || (await files.stat(file)) === undefined) {
    return;
  }
  const config = await readJsonFile(files, file, {
    maxBytes: MAX_CONFIG_BYTES,
    fault: (offence, detail) => modelsmithError('config-invalid', { offence, detail }, { file }),
  });
  const text = new TextDecoder().decode(await files.readSmall(file, MAX_CONFIG_BYTES));
  await files.writeAtomically(file, editJson(text, tokenIdEdits(config, merge.vocabulary)));
}
