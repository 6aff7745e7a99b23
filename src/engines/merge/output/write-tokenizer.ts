import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import type { AddedToken } from '../../../ml/tokenizers/added-token.js';
import { readJsonFile } from '../../../ml/tensors/read-json-file.js';
import type { PreparedMerge } from '../prepare.js';
import { CHAT_TEMPLATE_FILE, chatTemplate } from './chat-template.js';
import { editJson, type JsonEdit } from './edit-json.js';

const MAX_TOKENIZER_BYTES = 1 << 28;

/** Changes the tokenizer's files that were copied into a folder into those of the result: new tokens, chat template. */
export async function finishTokenizer(merge: PreparedMerge, folder: string, files: Files): Promise<void> {
  const { vocabulary, spec } = merge;
  const added = vocabulary?.tokenizer.added ?? [];
  if (vocabulary !== undefined && added.length > 0) {
    if (vocabulary.tokenizer.vocabulary.form === 'json') {
      const all = [...vocabulary.tokenizer.vocabulary.added, ...added];
      await edit(files, path.join(folder, 'tokenizer.json'), () => [{ path: ['added_tokens'], value: all }]);
    } else {
      await addTokens(files, path.join(folder, 'added_tokens.json'), added);
    }
    await edit(files, path.join(folder, 'tokenizer_config.json'), (config) => decoderEdits(config, added));
  }
  if (spec.chat_template !== undefined) {
    const models = [merge.leading, ...merge.models.values()].flatMap((model) => model ?? []);
    const distinct = [...new Map(models.map((model) => [model.identity, model])).values()];
    const template = await chatTemplate(spec.chat_template, distinct, files);
    if (template !== undefined) {
      await files.remove(path.join(folder, CHAT_TEMPLATE_FILE));
      await writeTemplate(files, folder, template);
    }
  }
}

/** Where the tokenizer's configuration lists what is found before splitting, it must list the new tokens, too. */
function decoderEdits(config: Readonly<Record<string, unknown>>, added: readonly AddedToken[]): readonly JsonEdit[] {
  const decoder = config['added_tokens_decoder'];
  if (typeof decoder !== 'object' || decoder === null) {
    return [];
  }
  return added.map(({ id, ...token }) => ({ path: ['added_tokens_decoder', String(id)], value: token }));
}

async function writeTemplate(files: Files, folder: string, template: string): Promise<void> {
  const config = path.join(folder, 'tokenizer_config.json');
  await files.writeAtomically(path.join(folder, CHAT_TEMPLATE_FILE), template);
  // Older programs read it here, and newer ones must not find another one.
  await edit(files, config, () => [{ path: ['chat_template'], value: template }]);
}

async function addTokens(files: Files, file: string, added: readonly AddedToken[]): Promise<void> {
  if ((await files.stat(file)) === undefined) {
    await files.writeAtomically(file, '{}\n');
  }
  await edit(files, file, () => added.map(({ content, id }) => ({ path: [content], value: id })));
}

/** Edits a JSON file, where there is one. */
async function edit(
  files: Files,
  file: string,
  editsOf: (value: Readonly<Record<string, unknown>>) => readonly JsonEdit[],
): Promise<void> {
  if ((await files.stat(file)) === undefined) {
    return;
  }
  const text = new TextDecoder().decode(await files.readSmall(file, MAX_TOKENIZER_BYTES));
  const value = await readJsonFile(files, file, {
    maxBytes: MAX_TOKENIZER_BYTES,
    fault: (_offence, detail) => modelsmithError('tokenizer-invalid', { detail }, { file }),
  });
  const edits = editsOf(value);
  if (edits.length > 0) {
    await files.writeAtomically(file, editJson(text, edits));
  }
}
