import { modelsmithError } from '../../base/errors.js';
import type { Scores } from '../../base/ports.js';

/** Numbers of a JSON value by dotted path; a deeper or wider value than any report of scores is cut off. */
const MAX_SCORES = 10_000;
const MAX_DEPTH = 12;

/**
 * All numbers in a JSON text, by dotted path; a bare number is the metric itself. NaN and the infinities count as the
 * numbers that they are, as Python writes them. Throws `evaluator-answer` when it isn't JSON.
 */
export function scoresOfJson(text: string, metric: string): Scores {
  const value = parseLenient(text);
  const scores = new Map<string, number>();
  if (typeof value === 'number' || isNotFinite(value)) {
    scores.set(metric, Number(value));
  } else {
    collect(value, '', 0, scores);
  }
  return Object.fromEntries(scores);
}

/** JSON with the three words that Python's writer adds to it, which become strings. */
function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Strings are matched first, so that words within them stay what they are.
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found.startsWith('"') ? found : `"${found}"`,
    );
    try {
      return JSON.parse(quoted);
    } catch {
      throw modelsmithError('evaluator-answer', { answer: text.slice(0, 200) });
    }
  }
}

const isNotFinite = (value: unknown): boolean => value === 'NaN' || value === 'Infinity' || value === '-Infinity';

function collect(value: unknown, path: string, depth: number, into: Map<string, number>): void {
  if (typeof value === 'number' || isNotFinite(value)) {
    into.set(path, Number(value));
  } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
    for (const [key, one] of Object.entries(value)) {
      if (into.size >= MAX_SCORES) {
        return;
      }
      collect(one, path === '' ? key : `${path}.${key}`, depth + 1, into);
    }
  }
}

/** The score that a pattern finds last in a text, under the metric's name; none when it finds nothing. */
export function scoresOfPattern(text: string, pattern: string, metric: string): Scores {
  let last: string | undefined;
  for (const match of text.matchAll(new RegExp(pattern, 'gm'))) {
    last = match[1] ?? match[0];
  }
  return last === undefined || last.trim() === '' ? {} : { [metric]: Number(last) };
}

/** The score that counts. Throws `evaluator-metric-missing` or `evaluator-metric-not-finite`. */
export function scoreOf(scores: Scores, metric: string): number {
  const score = Object.hasOwn(scores, metric) ? scores[metric] : undefined;
  if (score === undefined) {
    throw modelsmithError('evaluator-metric-missing', { metric, found: Object.keys(scores).slice(0, 20) });
  }
  if (!Number.isFinite(score)) {
    throw modelsmithError('evaluator-metric-not-finite', { metric, score: String(score) });
  }
  return score;
}

/** The scores that are numbers one can write down, once it is sure that the one that counts is among them. */
export function checkedScores(scores: Scores, metric: string): Scores {
  scoreOf(scores, metric);
  return Object.fromEntries(Object.entries(scores).filter(([, value]) => Number.isFinite(value)));
}
