import { modelsmithError } from '../../base/errors.js';
import { checkTokens } from '../networks/check-tokens.js';

/** Throws `sequence-too-long`, or `token-outside` for a token that another vocabulary must have given. */
export function checkText(
  text: readonly number[],
  model: { readonly vocabularySize: number; readonly maximumTokens: number },
): void {
  const { vocabularySize, maximumTokens } = model;
  checkTokens(text.length, maximumTokens);
  for (const token of text) {
    if (!Number.isInteger(token) || token < 0 || token >= vocabularySize) {
      throw modelsmithError('token-outside', { token, size: vocabularySize });
    }
  }
}
