import type { Candidate } from '../../base/ports.js';
import type { ScoreReport } from './read-scores.js';

/** What one block of an experiment scores candidates by. May be asked for several at once. */
export interface Scorer {
  /** Throws `evaluator-…` errors, or the signal's reason. */
  score(candidate: Pick<Candidate, 'materialise' | 'readable'>, signal: AbortSignal): Promise<Scored>;
  /** Ends what was started and lets go of what was opened. */
  close(): Promise<void>;
}

export interface Scored extends ScoreReport {
  /** What the scoring itself took, without making the candidate or waiting for others. */
  readonly seconds: number;
  /** Calls of a language model; absent: none. */
  readonly calls?: number;
}
