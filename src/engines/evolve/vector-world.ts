import type { IndividualId } from '../../ml/search/lineage.js';
import type { Space } from '../../ml/search/space.js';
import type { Bounds } from '../../ml/search/vector-space.js';
import { meanDifference } from './mean-difference.js';
import { VectorPopulation } from './vector-population.js';
import type { PreparedCandidate, World } from './world.js';

export interface VectorWorldOptions {
  readonly bounds: Bounds;
  /** Members at the start. */
  readonly size: number;
  /** The member with this number at the start. */
  readonly start: (index: number) => Float64Array;
  /** From a snapshot. */
  readonly kept: unknown;
}

/** A world whose individuals are vectors; what they stand for is its subclass's. */
export abstract class VectorWorld implements World {
  readonly originals: readonly IndividualId[];
  readonly space: Space<IndividualId>;
  readonly add = (vector: Float64Array): IndividualId => this.vectors.add(vector);
  abstract readonly candidateBytes: number;
  protected readonly vectors: VectorPopulation;

  constructor({ bounds, size, start, kept }: VectorWorldOptions) {
    this.vectors = new VectorPopulation(bounds, kept);
    this.space = this.vectors.space;
    this.originals = Array.from({ length: size }, (_, index) => index);
    if (kept === undefined) {
      for (const index of this.originals) {
        this.vectors.add(start(index));
      }
    }
  }

  abstract candidate(id: IndividualId, slot: number): Promise<PreparedCandidate>;
  abstract valuesOf(id: IndividualId): readonly number[];
  abstract sweep(): Promise<void>;
  abstract write(...args: Parameters<World['write']>): ReturnType<World['write']>;

  descentOf(id: IndividualId): ReturnType<World['descentOf']> {
    return this.vectors.descentOf(id);
  }

  crossedOf(id: IndividualId): number | undefined {
    return this.vectors.crossedOf(id);
  }

  async diversity(population: readonly IndividualId[]): Promise<number> {
    const sums = { squares: 0, pairs: 0 };
    meanDifference(
      population.map((id) => this.vectors.vectorOf(id)),
      sums,
    );
    return Promise.resolve(sums.pairs === 0 ? 0 : Math.sqrt(sums.squares / sums.pairs));
  }

  kept(): unknown {
    return this.vectors.kept;
  }

  keepOnly(living: readonly IndividualId[]): void {
    this.vectors.keepOnly(living);
  }
}
