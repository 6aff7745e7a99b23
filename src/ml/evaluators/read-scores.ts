import { modelsmithError } from '../../base/errors.js';
import { isRecord } from '../../base/plain-record.js';
import type { Scores } from '../../base/ports.js';

/** Numbers of a JSON value by dotted path; a deeper or wider value than any report of scores is cut off. */
const MAX_SCORES = 10_000;
const MAX_DEPTH = 12;

/** What is said of a candidate: scores, and, where they are known, those of each example. */
export interface ScoreReport {
  readonly scores: Scores;
  readonly examples?: readonly number[];
}

/**
 * All numbers in a JSON text, by dotted path; a bare number is the metric itself. NaN and the infinities count as the
 * numbers that they are, as Python writes them. A list of numbers named `examples` at the top are scores of the examples.
 * Throws `evaluator-answer` when it isn't JSON.
 */
export function reportOfJson(text: string, metric: string): ScoreReport {
  const value = parseLenient(text);
  const scores = new Map<string, number>();
  if (typeof value === 'number' || isNotFinite(value)) {
    scores.set(metric, Number(value));
    return { scores: Object.fromEntries(scores) };
  }
  if (isRecord(value) && areScores(value['examples'])) {
    const { examples, ...others } = value;
    collect(others, '', 0, scores);
    return { scores: Object.fromEntries(scores), examples: examples };
  }
  collect(value, '', 0, scores);
  return { scores: Object.fromEntries(scores) };
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

const areScores = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => Number.isFinite(one));

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

/** The report with the scores that one can write down, once it is sure that the one that counts is among them. */
export function checkedReport(report: ScoreReport, metric: string): ScoreReport {
  scoreOf(report.scores, metric);
  const scores = Object.entries(report.scores).filter(([, value]) => Number.isFinite(value));
  return { ...report, scores: Object.fromEntries(scores) };
}
