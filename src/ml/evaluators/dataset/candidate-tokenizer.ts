import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import type { Checkpoint } from '../../tensors/checkpoint.js';
import { loadTokenizer } from '../../tokenizers/load-tokenizer.js';
import { MAX_TOKENIZER_BYTES } from '../../tokenizers/read-vocabulary.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';

const TOKENIZER_FILE = /^(tokenizer|special_tokens|added_tokens|vocab|merges)/;

/**
 * Gives the tokenizers of candidates. The last one is kept as long as the next candidate has the same files: building a large
 * one takes longer than scoring a small model.
 */
export function tokenizerKeeper(): (files: Files, checkpoint: Checkpoint) => Promise<Tokenizer> {
  let kept: { readonly key: string; readonly tokenizer: Tokenizer } | undefined;
  return async (files, { folder, companions }) => {
    const hash = createHash('sha256');
    for (const name of companions.filter((one) => TOKENIZER_FILE.test(one))) {
      hash.update(`${name}\n`).update(await files.readSmall(path.join(folder, name), MAX_TOKENIZER_BYTES));
    }
    const key = hash.digest('hex');
    if (kept?.key !== key) {
      kept = { key, tokenizer: await loadTokenizer(files, { folder, companions }) };
    }
    return kept.tokenizer;
  };
}
