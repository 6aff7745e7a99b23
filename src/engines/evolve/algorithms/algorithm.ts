import type { IndividualId } from '../../../ml/search/lineage.js';
import type { Draws } from '../../../ml/search/draws.js';
import type { Fitness, Space } from '../../../ml/search/space.js';
import type { MergedFitness } from '../../../ml/search/evolver.js';
import type { Trial } from '../../../ml/search/differential-evolution.js';

/** A trial of a generation; the parents are told by who the donor was made of, so their slots aren't needed. */
export type AlgorithmTrial = Omit<Trial<IndividualId>, 'parents' | 'scale' | 'rate'> &
  Partial<Pick<Trial<IndividualId>, 'scale' | 'rate'>>;

/** What an algorithm needs of the world for one generation. Fitness is minimised. */
export interface GenerationTools {
  readonly space: Space<IndividualId>;
  readonly draws: Draws;
  readonly evaluate: Fitness<IndividualId>;
  /** Of what a population merges to; there where populations are scored as a whole. */
  readonly evaluateMerged: MergedFitness<IndividualId> | undefined;
  /** Takes a vector in that was drawn from a distribution. */
  readonly add: (vector: Float64Array) => IndividualId;
  readonly onTrial: (trial: AlgorithmTrial) => void;
}

/** A population, or a distribution, between two generations: plain data for a snapshot. */
export interface AlgorithmState {
  readonly population: readonly IndividualId[];
  /** By slot; where populations are scored as a whole, one for all. Infinite where there is none. */
  readonly fitness: readonly number[];
  /** Others that must stay alive: SHADE's archive. */
  readonly others: readonly IndividualId[];
  /** What else the algorithm goes on from. */
  readonly inner: unknown;
}

export interface Algorithm {
  /** Trials of a generation. */
  readonly trials: number;
  /** The state before the first generation. A distribution begins where it likes, with an empty population. */
  begin(population: readonly IndividualId[], fitness: readonly number[]): AlgorithmState;
  next(state: AlgorithmState, tools: GenerationTools): Promise<AlgorithmState>;
}
