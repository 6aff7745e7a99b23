import * as path from 'node:path';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { modelsmithError, type ModelsmithError } from '../../base/errors.js';
import { isRecord } from '../../base/plain-record.js';
import type { Files } from '../../base/ports.js';
import { MAX_CONFIG_BYTES } from '../tensors/limits.js';
import { readJsonFile } from '../tensors/read-json-file.js';
import { MAX_TOKENIZER_BYTES, readVocabulary } from './read-vocabulary.js';
import type { SpecialTokens, Tokenizer } from './tokenizer.js';
import { nextId } from './vocabulary.js';

/** Kinds of models that `tokenizer.json` may hold: byte-pair encoding, BERT's pieces, SentencePiece's unigrams. */
const MODELS: ReadonlySet<unknown> = new Set(['BPE', 'WordPiece', 'Unigram']);

/**
 * Loads the tokenizer of a model's folder from `tokenizer.json` and, where it is there, `tokenizer_config.json`. Throws
 * `tokenizer-missing`, `tokenizer-unreadable` for formats without `tokenizer.json`, and `tokenizer-invalid`.
 */
export async function loadTokenizer(
  files: Pick<Files, 'readSmall'>,
  model: { readonly folder: string; readonly companions: readonly string[] },
): Promise<Tokenizer> {
  const vocabulary = await readVocabulary(files, model);
  if (vocabulary === undefined) {
    throw modelsmithError('tokenizer-missing', {}, { model: model.folder });
  }
  const { file } = vocabulary;
  if (vocabulary.form !== 'json') {
    throw modelsmithError('tokenizer-unreadable', { file: path.basename(file) }, { file });
  }
  const json = await readJson(files, file, MAX_TOKENIZER_BYTES);
  const type = isRecord(json['model']) ? json['model']['type'] : undefined;
  if (!MODELS.has(type)) {
    throw invalid(file, `model.type: ${String(type)}`);
  }
  const config = await readTokenizerConfig(files, model);
  const library = callLibrary(file, () => new LibraryTokenizer(json, { ...CONFIG_DEFAULTS, ...config }));
  const known = new Set(vocabulary.ids.values());
  return {
    vocabularySize: nextId(vocabulary),
    special: findSpecial(config, vocabulary.ids),
    encode: (text, { special = true } = {}) => {
      const { ids } = callLibrary(file, () => library.encode(text, { add_special_tokens: special }));
      // A model without its own unknown token makes the library answer with nothing where a number should be.
      if (!ids.every((id) => known.has(id))) {
        throw invalid(file, 'model.unk_token');
      }
      return ids;
    },
    decode: (tokens, { special = false } = {}) => {
      const ids = tokens.filter((token) => known.has(token));
      return ids.length === 0 ? '' : callLibrary(file, () => library.decode(ids, { skip_special_tokens: !special }));
    },
    numberOf: (token) => vocabulary.ids.get(token),
  };
}

/** As the reference library decodes: spaces before punctuation stay unless the configuration says otherwise. */
const CONFIG_DEFAULTS = { clean_up_tokenization_spaces: false };

/** The configuration, with special tokens as texts; older files describe each by an object. */
async function readTokenizerConfig(
  files: Pick<Files, 'readSmall'>,
  model: { readonly folder: string; readonly companions: readonly string[] },
): Promise<Readonly<Record<string, unknown>>> {
  const merged: [string, unknown][] = [];
  for (const name of ['special_tokens_map.json', 'tokenizer_config.json']) {
    if (model.companions.includes(name)) {
      merged.push(...Object.entries(await readJson(files, path.join(model.folder, name), MAX_CONFIG_BYTES)));
    }
  }
  return Object.fromEntries(
    merged
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, key.endsWith('_token') && isRecord(value) ? value['content'] : value]),
  );
}

function findSpecial(config: Readonly<Record<string, unknown>>, ids: ReadonlyMap<string, number>): SpecialTokens {
  const find = (key: string): number | undefined => {
    const token = config[key];
    return typeof token === 'string' ? ids.get(token) : undefined;
  };
  return {
    begin: find('bos_token'),
    end: find('eos_token'),
    padding: find('pad_token'),
    unknown: find('unk_token'),
    classification: find('cls_token'),
    separator: find('sep_token'),
  };
}

/** Whatever the library makes of a malformed file is told as that. */
function callLibrary<Result>(file: string, call: () => Result): Result {
  try {
    return call();
  } catch (thrown) {
    throw invalid(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function readJson(
  files: Pick<Files, 'readSmall'>,
  file: string,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  return readJsonFile(files, file, { maxBytes, fault: (_offence, detail) => invalid(file, detail) });
}

function invalid(file: string, detail: string): ModelsmithError {
  return modelsmithError('tokenizer-invalid', { detail: detail.slice(0, 80) }, { file });
}
