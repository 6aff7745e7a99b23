import { createHash } from 'node:crypto';
import { compareCodePoints } from '../../../base/compare-code-points.js';
import type { ChatMessage } from '../../../base/ports.js';

/** All that decides an answer. */
export interface AnswerQuestion {
  /** What tells the model from every other: its server and name there, or the digest of its weights. */
  readonly model: string;
  /** A text to complete, or a chat. */
  readonly prompt: string | readonly ChatMessage[];
  /** Temperature, most tokens, stops and the like; their order doesn't count, that of a list does. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

type ParameterValue = string | number | boolean | null | readonly string[];

/** Part of every key: what an older layout has stored is never taken for an answer. */
const LAYOUT = 'answer/1';

/**
 * The name of an answer in the cache, 64 hex digits: SHA-256 of model, prompt and parameters in a form in which no two questions are
 * the same, whatever the texts hold (lone surrogates too). RangeError where a parameter isn't a finite number.
 */
export function answerKey({ model, prompt, parameters }: AnswerQuestion): string {
  const named = Object.entries(parameters).toSorted(([a], [b]) => compareCodePoints(a, b));
  for (const [name, value] of named) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new RangeError(`${name} is ${value}`);
    }
  }
  const said = typeof prompt === 'string' ? prompt : prompt.map(({ role, content }) => [role, content]);
  return createHash('sha256')
    .update(JSON.stringify([LAYOUT, model, said, named]))
    .digest('hex');
}
