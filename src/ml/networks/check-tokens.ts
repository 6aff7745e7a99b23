import { modelsmithError } from '../../base/errors.js';

/** Throws `sequence-too-long` for more tokens than a network has positions. */
export function checkTokens(tokens: number, limit: number): void {
  if (tokens > limit) {
    throw modelsmithError('sequence-too-long', { tokens, limit });
  }
}
