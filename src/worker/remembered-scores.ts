import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import type { Evaluation } from '../base/ports.js';
import { scoreOf } from '../ml/evaluators/read-scores.js';
import type { Scored } from '../ml/evaluators/scorer.js';
import { nodeFiles } from './node-files.js';

/** More examples than this have no interval worth the name, and their scores would fill the folder. */
const MAX_EXAMPLES = 100_000;

/** Digits of an example's score: what single precision says. */
const EXAMPLE_DIGITS = 7;

/** How far the mean of the examples may lie from the score, for the score may have been rounded. */
const MEAN_TOLERANCE = 1e-3;

const rememberedSchema = z.object({
  scores: z.record(z.string(), z.number()),
  seconds: z.number(),
  examples: z.array(z.number()).max(MAX_EXAMPLES).optional(),
});

/** Scores that were written down in a file; one that isn't whole or lacks the metric counts as none. */
export async function recallScores(file: string, metric: string): Promise<Evaluation | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  try {
    const { examples, ...scored } = rememberedSchema.parse(JSON.parse(text));
    return { ...asEvaluation(examples === undefined ? scored : { ...scored, examples }, metric), isRemembered: true };
  } catch {
    return undefined;
  }
}

/** Writes scores down and gives them as they will be recalled. */
export async function rememberScores(file: string, scored: Scored, metric: string): Promise<Evaluation> {
  const { scores, seconds, calls } = scored;
  const examples =
    scored.examples === undefined || scored.examples.length > MAX_EXAMPLES
      ? {}
      : { examples: scored.examples.map((one) => Number(one.toPrecision(EXAMPLE_DIGITS))) };
  const kept = { scores, seconds, ...examples };
  await nodeFiles.makeFolder(path.dirname(file));
  await nodeFiles.writeAtomically(file, JSON.stringify(kept));
  return { ...asEvaluation(kept, metric), isRemembered: false, ...(calls === undefined ? {} : { calls }) };
}

function asEvaluation(
  { scores, seconds, examples }: Scored,
  metric: string,
): Pick<Evaluation, 'score' | 'scores' | 'seconds' | 'examples'> {
  const score = scoreOf(scores, metric);
  // Examples of another score, as where the metric is F1: an interval of their mean would be of something else.
  const mean = (examples ?? []).reduce((sum, one) => sum + one, 0) / (examples?.length ?? 0);
  const isMean = Math.abs(mean - score) <= MEAN_TOLERANCE * Math.max(1, Math.abs(score));
  return { score, scores, seconds, ...(examples !== undefined && isMean ? { examples } : {}) };
}
