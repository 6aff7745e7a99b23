/** A continuation to be scored after a prompt, both as tokens; the prompt has one at least. */
export interface ScoreRequest {
  readonly prompt: readonly number[];
  readonly continuation: readonly number[];
}

/** A text that is being written. */
export interface TokenSession {
  /** Logits of the next token, one a token of the vocabulary; valid until the next `push`. */
  readonly logits: Float32Array;
  /** Appends a token. Throws `sequence-too-long`. */
  push(token: number): Promise<void>;
}

/** A language model over tokens, whatever computes it. */
export interface TokenModel {
  readonly vocabularySize: number;
  /** Tokens of a prompt and its continuation together. */
  readonly maximumTokens: number;
  /**
   * For every request the natural logarithm of the probability of each token of its continuation, given all tokens before
   * it. Requests that share the beginning of their prompts are cheapest one after the other. Throws `sequence-too-long`.
   */
  logProbabilities(requests: readonly ScoreRequest[], signal: AbortSignal): Promise<readonly Float64Array[]>;
  /** Reads a prompt (one token at least) and gives what follows. Throws `sequence-too-long`. */
  begin(prompt: readonly number[], signal: AbortSignal): Promise<TokenSession>;
}
