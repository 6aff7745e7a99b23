import type { AddedToken } from './added-token.js';

/** What a tokenizer's tokens are and which row of the embeddings each has, known from its files. */
export interface Vocabulary {
  /** The file that it was read from (absolute). */
  readonly file: string;
  /** `json`: `tokenizer.json`, which can be written again; of the others only the tokens are known. */
  readonly form: 'json' | 'sentencepiece' | 'vocab';
  /** Ids by token, the added ones among them. */
  readonly ids: ReadonlyMap<string, number>;
  /** What is found before a text is split, in the order of ids. */
  readonly added: readonly AddedToken[];
}

/** The least id that no token has and that has none above it. */
export function nextId({ ids }: Pick<Vocabulary, 'ids'>): number {
  let next = 0;
  for (const id of ids.values()) {
    next = Math.max(next, id + 1);
  }
  return next;
}

/** Whether the same tokens have the same ids in both. */
export function isSameVocabulary(a: Vocabulary, b: Vocabulary): boolean {
  return a.ids.size === b.ids.size && countDifferent(a, b) === 0;
}

/** Tokens of `a` that `b` lacks or has under another id. */
export function countDifferent(a: Vocabulary, b: Vocabulary): number {
  let different = 0;
  for (const [token, id] of a.ids) {
    different += b.ids.get(token) === id ? 0 : 1;
  }
  return different;
}
