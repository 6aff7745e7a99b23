import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import type { Checkpoint } from '../../../ml/tensors/checkpoint.js';

/** What makes a model's folder loadable besides weights and configuration: tokenizer, generation, chat, processors, code. */
const WANTED: readonly RegExp[] = [
  /^tokenizer/,
  /^(vocab|merges|added_tokens|special_tokens_map|generation_config|chat_template)\./,
  /^(chat_template\.jinja|tekken\.json|spiece\.model|sentencepiece.*\.model|.*\.tiktoken)$/,
  /^(preprocessor|processor|video_preprocessor|image_processor|feature_extractor)_config\.json$/,
  /^(modules|sentence_bert_config|config_sentence_transformers)\.json$/,
  /\.py$/,
  /^(LICENSE|NOTICE|USE_POLICY)/i,
];

/** Larger than any tokenizer; what has such a name and is larger is something else. */
const MAX_COMPANION_BYTES = 1 << 28;

/** Copies a model's tokenizer and other small files into a folder. */
export async function copyCompanions(
  files: Files,
  from: Pick<Checkpoint, 'folder' | 'companions'>,
  folder: string,
): Promise<void> {
  for (const name of from.companions.filter((one) => WANTED.some((pattern) => pattern.test(one)))) {
    await copySmall(files, path.join(from.folder, name), path.join(folder, name));
  }
  if (from.companions.includes('modules.json')) {
    await copyParts(files, from.folder, folder);
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
