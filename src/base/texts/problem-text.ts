import type { ErrorArguments, ErrorCode } from '../error-codes.js';
import type { Where } from '../errors.js';

/** A problem in words: what happened, and what to do about it. Both are whole sentences. */
export interface ProblemText {
  readonly what: string;
  readonly advice: string;
}

/** One function per code. Called when the sentence is shown, so that the bundle of the user's language is loaded by then. */
export type ProblemTexts = {
  readonly [C in ErrorCode]: (args: ErrorArguments[C], where: Where) => ProblemText;
};
