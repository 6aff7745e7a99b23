import type { Candidate, RunContext } from '../../base/ports.js';
import type { Descent, IndividualId } from '../../ml/search/lineage.js';
import type { Space } from '../../ml/search/space.js';
import type { EmittedEvent } from '../../protocol/events.js';

/**
 * What individuals are: checkpoints, the values of a merge, points. Searches only know their numbers; a world knows what is
 * behind them, and keeps what it needs to go on after an interruption.
 */
export interface World {
  readonly space: Space<IndividualId>;
  /** The first individuals, in the order of their slots. */
  readonly originals: readonly IndividualId[];
  /** Takes a vector in that was drawn from a distribution; absent where individuals aren't vectors. */
  readonly add?: (vector: Float64Array) => IndividualId;
  /** What is to be scored for one individual. `slot` keeps apart those that are scored at once. */
  candidate(id: IndividualId, slot: number): Promise<PreparedCandidate>;
  /** What a whole population merges to; absent where no merge is asked for. */
  readonly mergedCandidate?: ((population: readonly IndividualId[]) => Promise<PreparedCandidate>) | undefined;
  /** Where it comes from; undefined for an original, and for what was drawn from a distribution. */
  descentOf(id: IndividualId): Omit<Descent, 'id'> | undefined;
  /** The values that it consists of; undefined for checkpoints. */
  valuesOf(id: IndividualId): readonly number[] | undefined;
  /** The share of scalars that are the donor's. */
  crossedOf(id: IndividualId): number | undefined;
  /** Root mean square difference between two of these, over a sample of scalars. */
  diversity(population: readonly IndividualId[]): Promise<number>;
  /** What goes into a snapshot. */
  kept(): unknown;
  /** Forgets all but these and what they need. */
  keepOnly(living: readonly IndividualId[]): void;
  /** Removes files of what is forgotten; to be called when a snapshot says that it is. */
  sweep(): Promise<void>;
  /** Bytes that a candidate takes on the disk while it is scored; 0 where that isn't known or it takes none. */
  readonly candidateBytes: number;
  /** Writes what was chosen as a model folder at its final name, in a context whose snapshot is its own; the result's path, undefined for points. */
  write(
    chosen: readonly IndividualId[],
    context: RunContext<EmittedEvent>,
  ): Promise<{ readonly output: string; readonly bytes: number } | undefined>;
}

/** What can be scored, and what is done with its files afterwards. A point's score is known at once. */
export type PreparedCandidate =
  | { readonly type: 'model'; readonly candidate: Candidate; release(): Promise<void> }
  | { readonly type: 'known'; readonly score: number };
