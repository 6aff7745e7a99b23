import type { EvaluatedPart } from '../../base/ports.js';
import type { IndividualId } from '../../ml/search/lineage.js';
import type { MergeSpec } from '../merge/spec/schema.js';
import type { AlgorithmState } from './algorithms/algorithm.js';
import type { EvolveChosen, Interval, RivalRecord, RivalRole } from './events.js';

const STATE_FORMAT = 1;

/** What can be made again to be scored on another part: an individual, a population that is merged, a model, a merge. */
export type Recipe =
  | { readonly type: 'individual'; readonly id: IndividualId }
  | { readonly type: 'population'; readonly ids: readonly IndividualId[] }
  | { readonly type: 'model'; readonly model: string }
  | { readonly type: 'merge'; readonly spec: MergeSpec };

/** A score on one part. */
export interface PartScore {
  readonly score: number;
  readonly interval?: Interval | undefined;
  /** One for each example, where the evaluator tells them. */
  readonly examples?: readonly number[] | undefined;
}

/** What the result is measured by, with its fitness. */
export interface Rival {
  readonly role: RivalRole;
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
  readonly recipe: Recipe;
  readonly fitness: PartScore;
}

/** The best so far: one individual, or a population that is merged. */
export interface Best {
  readonly individuals: readonly IndividualId[];
  /** Minimised. */
  readonly fitness: number;
  readonly score: PartScore;
}

/** Where an evolution stands between two generations: from there it goes on to the same history. */
export interface EvolveState {
  readonly format: typeof STATE_FORMAT;
  /** Generations made, restarts included. */
  readonly generation: number;
  readonly algorithm: AlgorithmState;
  readonly world: unknown;
  /** Uniforms drawn by the search. */
  readonly drawn: number;
  readonly best: Best | undefined;
  /** Evaluations that the search asked for; and all of them, rivals and other parts included. */
  readonly evaluations: number;
  readonly scored: number;
  readonly calls: number;
  /** Over all attempts. */
  readonly seconds: number;
  /** Generations since the best got better, and since the last restart. */
  readonly stagnant: number;
  readonly sinceRestart: number;
  readonly restarts: number;
  readonly validation: Validation | undefined;
  readonly rivals: readonly Rival[];
  /** Why evolution ended, once it has. */
  readonly end?: EvolveChosen['reason'] | undefined;
  /** The result and its rivals on every part, once they have been told. */
  readonly judged?: readonly JudgedRival[] | undefined;
  /** What the final merge keeps. */
  readonly result?: unknown;
}

/** A rival on every part, and on which of them the result is better. */
export interface JudgedRival {
  readonly record: RivalRecord;
  readonly scores: Partial<Readonly<Record<EvaluatedPart, number>>>;
  /** By part: whether the result has the better score; absent where either has none. */
  readonly isBeaten: Partial<Readonly<Record<EvaluatedPart, boolean>>>;
}

/** The best's score on the validation part, and the generation in which that was highest. */
export interface Validation {
  /** Whose it is. */
  readonly of: string;
  /** Undefined where it could not be scored. */
  readonly score: PartScore | undefined;
  readonly peak: { readonly generation: number; readonly score: number; readonly fitness: number };
}

/** A state that this program left; undefined otherwise. */
export function asEvolveState(value: unknown): EvolveState | undefined {
  // A snapshot is written by this program alone; its format says whether by this version's rules.
  const state = value as EvolveState | undefined;
  return state?.format === STATE_FORMAT ? state : undefined;
}

/** The state before anything is scored. */
export function emptyState(algorithm: AlgorithmState): EvolveState {
  return {
    format: STATE_FORMAT,
    generation: 0,
    algorithm,
    world: undefined,
    drawn: 0,
    best: undefined,
    evaluations: 0,
    scored: 0,
    calls: 0,
    seconds: 0,
    stagnant: 0,
    sinceRestart: 0,
    restarts: 0,
    validation: undefined,
    rivals: [],
  };
}
