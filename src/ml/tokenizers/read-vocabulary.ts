import * as path from 'node:path';
import { modelsmithError, type ModelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { readJsonFile } from '../tensors/read-json-file.js';
import type { AddedToken } from './added-token.js';
import { NotSentencePieceError, readSentencePieces } from './sentencepiece-model.js';
import type { Vocabulary } from './vocabulary.js';

/** Bytes of a tokenizer's file: the largest published ones have some 40 MB. */
export const MAX_TOKENIZER_BYTES = 1 << 28;

/** SentencePiece files whose ids are the places of their pieces. */
const SENTENCEPIECE = ['tokenizer.model', 'spiece.model'] as const;
/** Formats that only their own programs read. */
const FOREIGN = /^(tekken\.json|.*\.tiktoken|sentencepiece.*\.model)$/;

/**
 * Reads the vocabulary of a model's folder: `tokenizer.json`, else a SentencePiece model, else `vocab.json` or `vocab.txt`,
 * with `added_tokens.json`. Undefined where there is no tokenizer; throws `tokenizer-invalid` and `tokenizer-unreadable`.
 */
export async function readVocabulary(
  files: Pick<Files, 'readSmall'>,
  model: { readonly folder: string; readonly companions: readonly string[] },
): Promise<Vocabulary | undefined> {
  const has = (name: string): boolean => model.companions.includes(name);
  const file = (name: string): string => path.join(model.folder, name);
  if (has('tokenizer.json')) {
    return readTokenizerJson(files, file('tokenizer.json'));
  }
  const added = has('added_tokens.json') ? await readIds(files, file('added_tokens.json')) : [];
  const sentencePiece = SENTENCEPIECE.find(has);
  if (sentencePiece !== undefined) {
    const pieces = await readPieces(files, file(sentencePiece));
    return { file: file(sentencePiece), form: 'sentencepiece', ids: new Map([...pieces, ...added]), added: [] };
  }
  if (has('vocab.json')) {
    const ids = await readIds(files, file('vocab.json'));
    return { file: file('vocab.json'), form: 'vocab', ids: new Map([...ids, ...added]), added: [] };
  }
  if (has('vocab.txt')) {
    const lines = new TextDecoder()
      .decode(await files.readSmall(file('vocab.txt'), MAX_TOKENIZER_BYTES))
      .split(/\r?\n/);
    const ids = lines.slice(0, lines.at(-1) === '' ? -1 : undefined).map((token, id): [string, number] => [token, id]);
    return { file: file('vocab.txt'), form: 'vocab', ids: new Map([...ids, ...added]), added: [] };
  }
  const foreign = model.companions.find((name) => FOREIGN.test(name));
  if (foreign !== undefined) {
    throw modelsmithError('tokenizer-unreadable', { file: foreign }, { file: file(foreign) });
  }
  return undefined;
}

async function readTokenizerJson(files: Pick<Files, 'readSmall'>, file: string): Promise<Vocabulary> {
  const json = await readJson(files, file);
  const ids = new Map<string, number>();
  const vocab = isObject(json['model']) ? json['model']['vocab'] : undefined;
  if (Array.isArray(vocab)) {
    // Unigram: [token, score] pairs, the id is the place.
    for (const [id, entry] of vocab.entries()) {
      const token: unknown = Array.isArray(entry) ? entry[0] : undefined;
      ids.set(requireText(token, file, `model.vocab[${String(id)}]`), id);
    }
  } else if (isObject(vocab)) {
    for (const [token, id] of Object.entries(vocab)) {
      ids.set(token, requireId(id, file, token));
    }
  } else {
    throw invalid(file, 'model.vocab');
  }
  const listed: unknown = json['added_tokens'] ?? [];
  if (!Array.isArray(listed)) {
    throw invalid(file, 'added_tokens');
  }
  const added = listed.map((token, i): AddedToken => {
    const fields: Readonly<Record<string, unknown>> = isObject(token) ? token : {};
    const flag = (key: string): boolean => fields[key] === true;
    const content = requireText(fields['content'], file, `added_tokens[${String(i)}]`);
    return {
      id: requireId(fields['id'], file, content),
      content,
      single_word: flag('single_word'),
      lstrip: flag('lstrip'),
      rstrip: flag('rstrip'),
      normalized: flag('normalized'),
      special: flag('special'),
    };
  });
  for (const { content, id } of added) {
    ids.set(content, id);
  }
  return { file, form: 'json', ids, added: [...added].sort((a, b) => a.id - b.id) };
}

async function readPieces(files: Pick<Files, 'readSmall'>, file: string): Promise<readonly [string, number][]> {
  try {
    const pieces = readSentencePieces(await files.readSmall(file, MAX_TOKENIZER_BYTES));
    return pieces.map(({ text }, id): [string, number] => [text, id]);
  } catch (thrown) {
    throw thrown instanceof NotSentencePieceError ? invalid(file, 'pieces') : thrown;
  }
}

async function readIds(files: Pick<Files, 'readSmall'>, file: string): Promise<readonly [string, number][]> {
  return Object.entries(await readJson(files, file)).map(([token, id]) => [token, requireId(id, file, token)]);
}

async function readJson(files: Pick<Files, 'readSmall'>, file: string): Promise<Readonly<Record<string, unknown>>> {
  return readJsonFile(files, file, {
    maxBytes: MAX_TOKENIZER_BYTES,
    fault: (_offence, detail) => invalid(file, detail),
  });
}

function requireId(id: unknown, file: string, token: string): number {
  // A row of a matrix of embeddings: far fewer than this in any model.
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > 2 ** 31 - 2) {
    throw invalid(file, token);
  }
  return id;
}

function requireText(text: unknown, file: string, place: string): string {
  if (typeof text !== 'string') {
    throw invalid(file, place);
  }
  return text;
}

function invalid(file: string, detail: string): ModelsmithError {
  return modelsmithError('tokenizer-invalid', { detail: detail.slice(0, 80) }, { file });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
