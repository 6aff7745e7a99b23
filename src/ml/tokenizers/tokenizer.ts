/** What tokens a vocabulary has for special purposes, by their numbers. */
export interface SpecialTokens {
  readonly begin: number | undefined;
  readonly end: number | undefined;
  readonly padding: number | undefined;
  readonly unknown: number | undefined;
  /** BERT's `[CLS]` and `[SEP]`. */
  readonly classification: number | undefined;
  readonly separator: number | undefined;
}

/** Text to the numbers of tokens and back. */
export interface Tokenizer {
  /** Rows that an embedding needs: the largest number and one. */
  readonly vocabularySize: number;
  readonly special: SpecialTokens;
  /** With the special tokens that the tokenizer puts around a text, unless `special` is false. */
  encode(text: string, options?: { readonly special?: boolean }): readonly number[];
  /** Without special tokens, unless `special` is true. Numbers that no token has are left out. */
  decode(tokens: readonly number[], options?: { readonly special?: boolean }): string;
  /** The number of a token as the vocabulary spells it. */
  numberOf(token: string): number | undefined;
}
