import type { EvaluatedPart, Evaluation, RunContext } from '../../base/ports.js';
import { bootstrapInterval } from '../../ml/evaluators/bootstrap-interval.js';
import type { IndividualId } from '../../ml/search/lineage.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { candidateOf } from './candidate-of.js';
import type { PartScore, Recipe } from './evolve-state.js';
import type { Evolution } from './prepare.js';
import { Scorer, type Scored } from './scorer.js';

export interface FitnessScoresOptions {
  readonly evolution: Evolution;
  readonly context: RunContext<EmittedEvent>;
  readonly maximize: boolean;
  readonly parallel: number;
  /** Told after every evaluation of whatever part. */
  readonly onScored: (evaluation: Evaluation | undefined) => void;
}

/** Scores individuals, whole populations and other candidates, and keeps what came of individuals until it is told. */
export class FitnessScores {
  private readonly scorer: Scorer;
  private readonly kept = new Map<IndividualId, Scored>();

  constructor(private readonly options: FitnessScoresOptions) {
    this.scorer = new Scorer(options);
  }

  /** What came of scoring an individual, or the population that it was scored with; undefined where it wasn't. */
  of(id: IndividualId): Scored | undefined {
    return this.kept.get(id);
  }

  keep(id: IndividualId, scored: Scored): void {
    this.kept.set(id, scored);
  }

  forget(id: IndividualId): void {
    this.kept.delete(id);
  }

  /** Minimised; infinite for who failed. */
  async individuals(ids: readonly IndividualId[]): Promise<readonly number[]> {
    const { world } = this.options.evolution;
    const scored = await this.scorer.score(
      ids.map((id, slot) => () => world.candidate(id, slot)),
      'fitness',
    );
    return ids.map((id, index) => {
      const one = scored[index] ?? unscored;
      this.keep(id, one);
      return this.toFitness(one);
    });
  }

  /** Of what a population merges to; minimised. */
  async population(ids: readonly IndividualId[]): Promise<{ readonly fitness: number; readonly scored: Scored }> {
    const scored = await this.candidate({ type: 'population', ids }, 'fitness');
    return { fitness: this.toFitness(scored), scored };
  }

  /** The score of anything on any part; undefined for what fails. */
  async score(recipe: Recipe, part: EvaluatedPart): Promise<PartScore | undefined> {
    const { evaluation } = await this.candidate(recipe, part);
    return evaluation === undefined ? undefined : this.partScore(evaluation);
  }

  partScore({ score, examples }: Evaluation): PartScore {
    return examples === undefined || examples.length === 0
      ? { score }
      : { score, examples, interval: bootstrapInterval(examples, this.options.context.seed) };
  }

  private async candidate(recipe: Recipe, part: EvaluatedPart): Promise<Scored> {
    const [scored = unscored] = await this.scorer.score([() => candidateOf(recipe, this.options)], part);
    return scored;
  }

  private toFitness({ evaluation }: Scored): number {
    if (evaluation === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    return this.options.maximize ? -evaluation.score : evaluation.score;
  }
}

const unscored: Scored = { evaluation: undefined, problems: [] };
