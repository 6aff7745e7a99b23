/** A token that a tokenizer finds before it splits a text, as `tokenizer.json` describes it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** A token that is added as plain text: found as it is, normalised like the text around it. */
export function plainAddedToken(content: string, id: number): AddedToken {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: true, special: false };
}
