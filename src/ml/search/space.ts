import type { DonorTerm } from './donors.js';
import type { Draws } from './draws.js';

export interface CrossOptions {
  readonly crossover: 'binomial' | 'exponential';
  /** CR: the share of scalars that the donor gives. */
  readonly rate: number;
  /** Whether one scalar is the donor's in any case, and if so, whether it is drawn before or after the others. */
  readonly forced: 'none' | 'before' | 'after';
  readonly draws: Draws;
}

/** What individuals are: vectors in memory, or checkpoints of which only the lineage is kept. */
export interface Space<Individual> {
  /** A child of the parent and a donor; neither is changed. */
  cross(parent: Individual, donor: readonly DonorTerm<Individual>[], options: CrossOptions): Individual;
}

/** Fitness of individuals, lower being better, in their order. May be asked for several at once. */
export type Fitness<Individual> = (individuals: readonly Individual[]) => Promise<readonly number[]>;
