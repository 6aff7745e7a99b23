import { isCancellation, problemsOf, type Problem } from '../../base/errors.js';
import type { EvaluatedPart, Evaluation, RunContext } from '../../base/ports.js';
import { isCandidatesFault } from '../../ml/evaluators/is-candidates-fault.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { PreparedCandidate } from './world.js';

type Context = Pick<RunContext<EmittedEvent>, 'evaluate' | 'signal'>;

/** What came of scoring a candidate: an evaluation, or why there is none. */
export interface Scored {
  readonly evaluation: Evaluation | undefined;
  readonly problems: readonly Problem[];
}

export interface ScorerOptions {
  readonly context: Context;
  /** Candidates that may be scored at once. */
  readonly parallel: number;
  /** Told after every evaluation, in whatever order they end. */
  readonly onScored: (evaluation: Evaluation | undefined) => void;
}

/** Scores candidates, several at once where that is allowed. One that fails loses; it doesn't end the run. */
export class Scorer {
  constructor(private readonly options: ScorerOptions) {}

  /** In the order given, whatever the order in which they end. Throws what no candidate is to blame for. */
  async score(
    candidates: readonly (() => Promise<PreparedCandidate>)[],
    part: EvaluatedPart,
  ): Promise<readonly Scored[]> {
    const { context, parallel } = this.options;
    const stop = new AbortController();
    const signal = AbortSignal.any([context.signal, stop.signal]);
    const results: Scored[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < candidates.length; index = next++) {
        signal.throwIfAborted();
        const prepare = candidates[index];
        if (prepare !== undefined) {
          results[index] = await this.scoreOne(prepare, part, signal);
        }
      }
    };
    const hands = Array.from({ length: Math.min(parallel, candidates.length) }, async () => {
      try {
        await work();
      } catch (thrown) {
        stop.abort();
        throw thrown;
      }
    });
    const ends = await Promise.allSettled(hands);
    context.signal.throwIfAborted();
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    if (failures.length > 0) {
      // The first cause: the others were stopped because of it.
      throw failures.find((one) => !isCancellation(one)) ?? failures[0];
    }
    return results;
  }

  private async scoreOne(
    prepare: () => Promise<PreparedCandidate>,
    part: EvaluatedPart,
    signal: AbortSignal,
  ): Promise<Scored> {
    const scored = await this.evaluate(prepare, part, signal);
    this.options.onScored(scored.evaluation);
    return scored;
  }

  private async evaluate(
    prepare: () => Promise<PreparedCandidate>,
    part: EvaluatedPart,
    signal: AbortSignal,
  ): Promise<Scored> {
    let prepared: PreparedCandidate | undefined;
    try {
      prepared = await prepare();
      if (prepared.type === 'known') {
        const { score } = prepared;
        return { evaluation: { score, scores: {}, isRemembered: false, seconds: 0 }, problems: [] };
      }
      return { evaluation: await this.options.context.evaluate(prepared.candidate, signal, part), problems: [] };
    } catch (thrown) {
      const problems = problemsOf(thrown);
      if (isCancellation(thrown) || !isCandidatesFault(problems)) {
        throw thrown;
      }
      return { evaluation: undefined, problems };
    } finally {
      if (prepared?.type === 'model') {
        await prepared.release();
      }
    }
  }
}
