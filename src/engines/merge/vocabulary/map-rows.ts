import { nextId, type Vocabulary } from '../../../ml/tokenizers/vocabulary.js';
import type { OpenedModel } from '../resolution/opened-model.js';
import { MEAN_ROW, type RowMap, type RowPart } from './row-map.js';

/** A model with what its rows mean. */
export interface VocabularyModel {
  readonly model: OpenedModel;
  readonly vocabulary: Vocabulary;
  /** Rows of its embeddings. */
  readonly rows: number;
}

/** Where the embedding of one token comes from, for models that lack it, or (force) for all: a model's row, else zeros. */
export interface TokenRule {
  readonly force: boolean;
  readonly from: { readonly model: OpenedModel; readonly row: number } | undefined;
}

export interface ResultVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly rows: number;
  readonly models: readonly VocabularyModel[];
  readonly base: VocabularyModel | undefined;
  readonly rules: ReadonlyMap<string, TokenRule>;
}

/**
 * Where a model's rows come from in the result's vocabulary. A token that it lacks takes base's row if base has the token,
 * else that of the only model that has it, else their average; rows without a token keep the model's own padding row, else
 * take the mean. Undefined when every row stays where it is.
 */
export function mapRows(one: VocabularyModel, result: ResultVocabulary): RowMap<OpenedModel> | undefined {
  const blends: (readonly RowPart[])[] = [];
  const matrices: OpenedModel[] = [];
  const partOf = ({ model, row }: { readonly model: OpenedModel; readonly row: number }): RowPart => {
    const known = matrices.indexOf(model);
    return { matrix: known >= 0 ? known : matrices.push(model) - 1, row };
  };
  const blend = (parts: readonly RowPart[]): number => -2 - (blends.push(parts) - 1);
  const firstPadding = nextId(one.vocabulary);
  const rows = Array.from({ length: result.rows }, (_, row) =>
    row >= firstPadding && row < one.rows ? row : MEAN_ROW,
  );
  for (const [token, id] of result.ids) {
    const rule = result.rules.get(token);
    const own = rowOf(one, token);
    if (rule !== undefined && (rule.force || own === undefined)) {
      const isOwn = rule.from?.model.identity === one.model.identity;
      rows[id] = isOwn ? rule.from.row : blend(rule.from === undefined ? [] : [partOf(rule.from)]);
    } else if (own !== undefined) {
      rows[id] = own;
    } else {
      const parts = holdersOf(token, result).map((holder) => partOf(holder));
      rows[id] = parts.length === 0 ? MEAN_ROW : blend(parts);
    }
  }
  const isSame = result.rows === one.rows && rows.every((entry, row) => entry === row);
  return isSame ? undefined : { rows, blends, matrices };
}

/** The base where it has the token, else every model that has it. */
function holdersOf(
  token: string,
  { base, models }: ResultVocabulary,
): readonly { readonly model: OpenedModel; readonly row: number }[] {
  const holding = (one: VocabularyModel | undefined): readonly { model: OpenedModel; row: number }[] => {
    const row = one === undefined ? undefined : rowOf(one, token);
    return one === undefined || row === undefined ? [] : [{ model: one.model, row }];
  };
  const ofBase = holding(base);
  return ofBase.length > 0 ? ofBase : models.flatMap(holding);
}

/** The row of a token; undefined when the model lacks the token, or its matrix the row. */
function rowOf({ vocabulary, rows }: VocabularyModel, token: string): number | undefined {
  const id = vocabulary.ids.get(token);
  return id !== undefined && id < rows ? id : undefined;
}
