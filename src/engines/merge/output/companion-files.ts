import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import type { Checkpoint } from '../../../ml/tensors/checkpoint.js';

/** The files of a tokenizer. */
const TOKENIZER: readonly RegExp[] = [
  /^tokenizer/,
  /^(vocab|merges|added_tokens|special_tokens_map|chat_template)\./,
  /^(tekken\.json|spiece\.model|sentencepiece.*\.model|.*\.tiktoken)$/,
];
/** What else makes a model's folder loadable besides weights and configuration: generation, processors, code. */
const OTHERS: readonly RegExp[] = [
  /^generation_config\.json$/,
  /^(preprocessor|processor|video_preprocessor|image_processor|feature_extractor)_config\.json$/,
  /^(modules|sentence_bert_config|config_sentence_transformers)\.json$/,
  /\.py$/,
  /^(LICENSE|NOTICE|USE_POLICY)/i,
];

/** Larger than any tokenizer; what has such a name and is larger is something else. */
const MAX_COMPANION_BYTES = 1 << 28;

type Folder = Pick<Checkpoint, 'folder' | 'companions'>;

/** Copies the files of a model's tokenizer into a folder. */
export async function copyTokenizer(files: Files, from: Folder, folder: string): Promise<void> {
  await copyMatching(files, from, { folder, patterns: TOKENIZER });
}

/** Copies a model's other small files into a folder. */
export async function copyCompanions(files: Files, from: Folder, folder: string): Promise<void> {
  await copyMatching(files, from, { folder, patterns: OTHERS });
  if (from.companions.includes('modules.json')) {
    await copyParts(files, from.folder, folder);
  }
}

async function copyMatching(
  files: Files,
  from: Folder,
  to: { readonly folder: string; readonly patterns: readonly RegExp[] },
): Promise<void> {
  for (const name of from.companions.filter((one) => to.patterns.some((pattern) => pattern.test(one)))) {
    await copySmall(files, path.join(from.folder, name), path.join(to.folder, name));
  }
}

/** Sentence embedding models keep what follows the transformer in numbered folders: `1_Pooling/config.json`. */
async function copyParts(files: Files, from: string, to: string): Promise<void> {
  for (const part of (await files.list(from)).filter((name) => /^\d+_\w+$/.test(name))) {
    for (const name of await files.list(path.join(from, part))) {
      await files.makeFolder(path.join(to, part));
      await copySmall(files, path.join(from, part, name), path.join(to, part, name));
    }
  }
}

async function copySmall(files: Files, from: string, to: string): Promise<void> {
  const stat = await files.stat(from);
  if (stat !== undefined && !stat.isFolder && stat.bytes <= MAX_COMPANION_BYTES) {
    await files.copy(from, to);
  }
}
