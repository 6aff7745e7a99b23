import type { RandomStream } from '../../../base/random.js';
import type { BoundsRule } from '../../../ml/search/vector-space.js';
import type { IndividualId } from '../../../ml/search/lineage.js';
import { meanDifference } from '../checkpoints/mean-difference.js';
import type { PreparedCandidate, World } from '../world.js';
import { VectorPopulation } from '../vector-population.js';
import { testFunctions } from './test-functions.js';

export interface PointWorldOptions {
  readonly function: keyof typeof testFunctions;
  readonly dimensions: number;
  readonly range: number;
  readonly bounds: BoundsRule;
  readonly size: number;
  /** Where the first points are drawn from. */
  readonly start: RandomStream;
  readonly kept: unknown;
}

/** Individuals that are points on an analytic function, whose value is known at once. */
export class PointWorld implements World {
  readonly vectors: VectorPopulation;
  readonly originals: readonly IndividualId[];
  readonly candidateBytes = 0;
  readonly space;
  readonly add = (vector: Float64Array): IndividualId => this.vectors.add(vector);
  readonly #value: (x: Float64Array) => number;

  constructor({ function: name, dimensions, range, bounds, size, start, kept }: PointWorldOptions) {
    this.vectors = new VectorPopulation({ rule: bounds, low: -range, high: range }, kept);
    this.space = this.vectors.space;
    this.#value = testFunctions[name];
    this.originals = Array.from({ length: size }, (_, index) => index);
    if (kept === undefined) {
      for (const index of this.originals) {
        this.vectors.add(startVector(start, { index, dimensions, range }));
      }
    }
  }

  async candidate(id: IndividualId): Promise<PreparedCandidate> {
    return Promise.resolve({ type: 'known', score: this.#value(this.vectors.vectorOf(id)) });
  }

  descentOf(id: IndividualId): ReturnType<World['descentOf']> {
    return this.vectors.descentOf(id);
  }

  valuesOf(id: IndividualId): readonly number[] {
    return [...this.vectors.vectorOf(id)];
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

  async sweep(): Promise<void> {
    return Promise.resolve();
  }

  async write(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** A point whose coordinates are uniform between minus the range and it. */
export function startVector(
  stream: RandomStream,
  { index, dimensions, range }: { readonly index: number; readonly dimensions: number; readonly range: number },
): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, i) => range * (2 * stream.uniform(index * dimensions + i) - 1));
}
