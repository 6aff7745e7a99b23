import type { RandomStream } from '../../../base/random.js';
import type { IndividualId } from '../../../ml/search/lineage.js';
import type { BoundsRule } from '../../../ml/search/vector-space.js';
import { VectorWorld } from '../vector-world.js';
import type { PreparedCandidate } from '../world.js';
import { testFunctions } from './test-functions.js';

export interface PointWorldOptions {
  readonly function: keyof typeof testFunctions;
  readonly dimensions: number;
  readonly range: number;
  readonly bounds: BoundsRule;
  readonly size: number;
  /** Where the first points are drawn from: uniform between minus the range and it. */
  readonly start: RandomStream;
  readonly kept: unknown;
}

/** Individuals that are points on an analytic function, whose value is known at once. */
export class PointWorld extends VectorWorld {
  readonly candidateBytes = 0;

  constructor(private readonly options: PointWorldOptions) {
    const { dimensions, range, bounds: rule, size, start, kept } = options;
    super({
      bounds: { rule, low: -range, high: range },
      size,
      start: (index) =>
        Float64Array.from({ length: dimensions }, (_, i) => range * (2 * start.uniform(index * dimensions + i) - 1)),
      kept,
    });
  }

  async candidate(id: IndividualId): Promise<PreparedCandidate> {
    const value = testFunctions[this.options.function];
    return Promise.resolve({ type: 'known', score: value(this.vectors.vectorOf(id)) });
  }

  valuesOf(id: IndividualId): readonly number[] {
    return [...this.vectors.vectorOf(id)];
  }

  async sweep(): Promise<void> {
    return Promise.resolve();
  }

  async write(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
