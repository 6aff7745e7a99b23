import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { zipfTokenizerFiles } from '../data/zipf/zipf-tokenizer.js';
import { loadTokenizer } from './load-tokenizer.js';
import type { Tokenizer } from './tokenizer.js';

/** A tokenizer, and the files that a model folder has of it. */
export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly companions: ReadonlyMap<string, { readonly copyOf: string }>;
}

const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'];

/** The tokenizer in a folder. Throws `tokenizer-…` errors. */
export async function openTokenizer(files: Files, folder: string): Promise<OpenedTokenizer> {
  const names = await files.list(folder);
  const companions = names.filter((name) => TOKENIZER_FILES.includes(name));
  if (companions.length === 0) {
    throw modelsmithError('tokenizer-missing', {}, { model: folder, key: 'tokenizer' });
  }
  return {
    tokenizer: await loadTokenizer(files, { folder, companions }),
    companions: new Map(companions.map((name) => [name, { copyOf: path.join(folder, name) }])),
  };
}

/** The tokenizer of the embedded texts; its files are put into `folder`, or, without one, only read. */
export async function openEmbeddedTokenizer(files: Files, folder: string | undefined): Promise<OpenedTokenizer> {
  const contents = new Map([...zipfTokenizerFiles()].filter(([name]) => TOKENIZER_FILES.includes(name)));
  if (folder === undefined) {
    const encoder = new TextEncoder();
    const inMemory = { readSmall: async (file: string) => Promise.resolve(encoder.encode(contents.get(file) ?? '')) };
    const tokenizer = await loadTokenizer(inMemory, { folder: '', companions: [...contents.keys()] });
    return { tokenizer, companions: new Map() };
  }
  await files.makeFolder(folder);
  for (const [name, content] of contents) {
    await files.writeAtomically(path.join(folder, name), content);
  }
  return openTokenizer(files, folder);
}
