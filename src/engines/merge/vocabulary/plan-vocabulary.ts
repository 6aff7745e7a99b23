import * as path from 'node:path';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { plainAddedToken, type AddedToken } from '../../../ml/tokenizers/added-token.js';
import { readVocabulary } from '../../../ml/tokenizers/read-vocabulary.js';
import { nextId, type Vocabulary } from '../../../ml/tokenizers/vocabulary.js';
import type { OpenedModel } from '../resolution/opened-model.js';
import { referencesOf } from '../resolution/merge-recipe.js';
import type { ProblemList } from '../resolution/problem-list.js';
import { isWordEmbedding } from '../resolution/tied-tensors.js';
import type { MergeSpec } from '../spec/schema.js';
import { compareTokenizers } from './compare-tokenizers.js';
import { mapRows, type TokenRule, type VocabularyModel } from './map-rows.js';
import type { RowMap } from './row-map.js';
import { vocabularyOf } from './vocabulary-of.js';

/** The vocabulary of the result, and what it means for the embeddings of each model. */
export interface VocabularyPlan {
  /** Rows of the result's embeddings. */
  readonly rows: number;
  readonly ids: ReadonlyMap<string, number>;
  /** Where the tokenizer's files come from, and the tokens that they lack. */
  readonly tokenizer: {
    readonly from: TokenizerFolder;
    readonly vocabulary: Vocabulary;
    readonly added: readonly AddedToken[];
  };
  /** Ids by token of the model that the configuration comes from. */
  readonly leading: ReadonlyMap<string, number>;
  /** Where the rows of a model come from (by identity); absent where they stay as they are. */
  readonly maps: ReadonlyMap<string, RowMap<OpenedModel>>;
  /** Rows of each model's own embeddings, by identity. */
  readonly ownRows: ReadonlyMap<string, number>;
}

export interface TokenizerFolder {
  readonly folder: string;
  readonly companions: readonly string[];
}

interface Context {
  readonly files: Files;
  readonly folder: string;
  readonly models: ReadonlyMap<string, OpenedModel>;
  readonly leading: OpenedModel | undefined;
  readonly problems: ProblemList;
}

/**
 * Works out the vocabulary that `tokenizer_source` or `tokenizer` asks for (spec section 3, "Tokenizers"). Undefined where
 * the file asks for none, or where something is missing, which goes to `problems`.
 */
export async function planVocabulary(spec: MergeSpec, context: Context): Promise<VocabularyPlan | undefined> {
  const wanted = spec.tokenizer?.source ?? spec.tokenizer_source;
  const { leading, problems } = context;
  if (wanted === undefined || leading === undefined) {
    if (leading !== undefined) {
      await compareTokenizers(context.files, leading, { models: context.models.values(), problems });
    }
    return undefined;
  }
  const key = spec.tokenizer === undefined ? 'tokenizer_source' : 'tokenizer.source';
  const models = await vocabularyModels(context);
  const own = models?.find(({ model }) => model.identity === leading.identity);
  if (models === undefined || own === undefined) {
    return undefined;
  }
  const source =
    wanted === 'union' || wanted === 'base'
      ? { from: leading.checkpoint, vocabulary: own.vocabulary, rows: own.rows }
      : await findSource(wanted, key, context);
  if (source === undefined) {
    return undefined;
  }
  // A model that only gives single embeddings doesn't bring its other tokens along.
  const merged = new Set(referencesOf(spec).map(({ reference }) => context.models.get(reference)?.identity));
  const inputs = models.filter(({ model }) => merged.has(model.identity));
  const added = wanted === 'union' ? missingTokens(source.vocabulary, inputs) : [];
  const ids = new Map([...source.vocabulary.ids, ...added.map(({ content, id }): [string, number] => [content, id])]);
  const pad = spec.tokenizer?.pad_to_multiple_of ?? 1;
  const rows = Math.ceil(Math.max(source.rows, nextId({ ids })) / pad) * pad;
  const rules = tokenRules(spec, ids, { models, problems });
  const base = spec.base_model === undefined ? undefined : own;
  const maps = new Map<string, RowMap<OpenedModel>>();
  for (const one of inputs) {
    const map = mapRows(one, { ids, rows, models: inputs, base, rules });
    if (map !== undefined) {
      maps.set(one.model.identity, map);
    }
  }
  const { from, vocabulary } = source;
  return {
    rows,
    ids,
    tokenizer: { from, vocabulary, added },
    leading: own.vocabulary.ids,
    maps,
    ownRows: new Map(models.map(({ model, rows: count }) => [model.identity, count])),
  };
}

/** Every model with its vocabulary and its rows, the leading one first; undefined when one has none. */
async function vocabularyModels({
  files,
  models,
  leading,
  problems,
}: Context): Promise<readonly VocabularyModel[] | undefined> {
  const distinct = new Map(
    [leading, ...models.values()].flatMap((model) => (model === undefined ? [] : [[model.identity, model]])),
  );
  const found: VocabularyModel[] = [];
  for (const model of distinct.values()) {
    const where = { model: model.reference };
    const embeddings = [...model.tensors.values()].find(
      ({ name, shape }) => isWordEmbedding(name) && shape.length === 2,
    );
    const vocabulary = await telling(problems, where, () => vocabularyOf(model, files));
    if (vocabulary === undefined) {
      problems.add('tokenizer-missing', {}, { ...where, file: model.checkpoint.folder });
    } else if (vocabulary !== 'told' && embeddings === undefined) {
      problems.add('merge-embeddings-unknown', {}, where);
    } else if (vocabulary !== 'told' && embeddings !== undefined) {
      found.push({ model, vocabulary, rows: embeddings.shape[0] ?? 0 });
    }
  }
  return found.length === distinct.size ? found : undefined;
}

/** The tokenizer of a model, which may be a folder that holds nothing else. */
async function findSource(
  wanted: string,
  key: string,
  { files, folder, models, problems }: Context,
): Promise<{ readonly from: TokenizerFolder; readonly vocabulary: Vocabulary; readonly rows: number } | undefined> {
  const opened = models.get(wanted);
  const place = path.resolve(folder, wanted);
  const from = opened?.checkpoint ?? { folder: place, companions: await files.list(place) };
  const where = { model: wanted, file: from.folder, key };
  const vocabulary = await telling(problems, where, () =>
    opened === undefined ? readVocabulary(files, from) : vocabularyOf(opened, files),
  );
  if (vocabulary === undefined) {
    problems.add('tokenizer-missing', {}, where);
  }
  if (vocabulary === undefined || vocabulary === 'told') {
    return undefined;
  }
  const embeddings = [...(opened?.tensors.values() ?? [])].find(({ name }) => isWordEmbedding(name));
  return { from, vocabulary, rows: embeddings?.shape[0] ?? 0 };
}

/**
 * Tokens of other models that a vocabulary lacks, with new ids: first those of their models, then special ones, then what
 * else is found before a text is split (the order that mergekit gives them).
 */
function missingTokens(vocabulary: Vocabulary, models: readonly VocabularyModel[]): readonly AddedToken[] {
  const plain: AddedToken[] = [];
  const special: AddedToken[] = [];
  const others: AddedToken[] = [];
  const known = new Set(vocabulary.ids.keys());
  for (const { vocabulary: other, rows } of models) {
    const added = new Map(other.added.map((token) => [token.content, token]));
    const byId = [...other.ids].sort((a, b) => a[1] - b[1]);
    for (const [token, id] of byId) {
      // A token without a row was never in use.
      if (!known.has(token) && id < rows) {
        known.add(token);
        const own = added.get(token);
        const list = own === undefined ? plain : own.special ? special : others;
        list.push(own ?? plainAddedToken(token, 0));
      }
    }
  }
  const first = nextId(vocabulary);
  return [...plain, ...special, ...others].map((token, i) => ({ ...token, id: first + i }));
}

/** What `tokenizer.tokens` says of single tokens. */
function tokenRules(
  spec: MergeSpec,
  ids: ReadonlyMap<string, number>,
  { models, problems }: { readonly models: readonly VocabularyModel[]; readonly problems: ProblemList },
): ReadonlyMap<string, TokenRule> {
  const rules = new Map<string, TokenRule>();
  for (const [token, { source, force }] of Object.entries(spec.tokenizer?.tokens ?? {})) {
    const where = { key: `tokenizer.tokens.${token}` };
    if (!ids.has(token)) {
      problems.add('token-unknown', { token }, where);
      continue;
    }
    if (source === undefined) {
      continue;
    }
    if (typeof source === 'object' && source.kind === 'zero') {
      rules.set(token, { force, from: undefined });
      continue;
    }
    const reference = typeof source === 'string' ? source : source.model;
    const from =
      models.find(({ model }) => model.reference === reference) ??
      models.find(({ model }) => path.normalize(model.reference) === path.normalize(reference));
    const wanted = typeof source === 'string' ? token : (source.token ?? token);
    const row =
      typeof source === 'object' && source.token_id !== undefined ? source.token_id : from?.vocabulary.ids.get(wanted);
    if (from === undefined || row === undefined || row >= from.rows) {
      problems.add('token-unknown', { token: wanted }, { ...where, model: reference });
    } else {
      rules.set(token, { force, from: { model: from.model, row } });
    }
  }
  return rules;
}

/** Turns what a reader throws into problems; `told` says that it did. */
async function telling<T>(
  problems: ProblemList,
  where: { readonly model: string },
  action: () => Promise<T>,
): Promise<T | 'told'> {
  try {
    return await action();
  } catch (thrown) {
    if (isCancellation(thrown) || !(thrown instanceof ModelsmithError)) {
      throw thrown;
    }
    problems.push(...thrown.problems.map((one) => ({ ...one, where: { ...one.where, ...where } })));
    return 'told';
  }
}
