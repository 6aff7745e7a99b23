import type { DonorTerm } from '../../ml/search/donors.js';
import type { Descent, IndividualId } from '../../ml/search/lineage.js';
import type { CrossOptions, Space } from '../../ml/search/space.js';
import { bounded, vectorSpace, type Bounds } from '../../ml/search/vector-space.js';

/** What a snapshot keeps of a population of vectors. */
export interface KeptVectors {
  readonly vectors: readonly (readonly [IndividualId, Float64Array])[];
  readonly next: IndividualId;
}

/** Individuals that are vectors in memory, each with a number and, until it is forgotten, where it comes from. */
export class VectorPopulation {
  readonly space: Space<IndividualId>;
  readonly #vectors = new Map<IndividualId, Float64Array>();
  readonly #descents = new Map<IndividualId, Omit<Descent, 'id'> & { readonly crossed: number }>();
  #next = 0;

  constructor(
    private readonly bounds: Bounds,
    kept: unknown,
  ) {
    const { vectors = [], next = 0 } = (kept as KeptVectors | undefined) ?? {};
    for (const [id, vector] of vectors) {
      this.#vectors.set(id, vector);
    }
    this.#next = next;
    const inner = vectorSpace(bounds);
    this.space = {
      cross: (parent: IndividualId, donor: readonly DonorTerm<IndividualId>[], options: CrossOptions) => {
        const from = this.vectorOf(parent);
        const terms = donor.map(({ factor, plus, minus }) => ({
          factor,
          plus: this.vectorOf(plus),
          ...(minus === undefined ? {} : { minus: this.vectorOf(minus) }),
        }));
        const child = inner.cross(from, terms, options);
        const id = this.add(child);
        const changed = child.filter((value, index) => value !== from[index]).length;
        this.#descents.set(id, { parent, donor, rate: options.rate, crossed: changed / Math.max(1, child.length) });
        return id;
      },
    };
  }

  /** Takes a vector in, folded into the bounds, and gives it its number. */
  add(vector: Float64Array): IndividualId {
    const id = this.#next;
    this.#vectors.set(
      id,
      vector.map((value) => bounded(value, this.bounds)),
    );
    this.#next += 1;
    return id;
  }

  vectorOf(id: IndividualId): Float64Array {
    const vector = this.#vectors.get(id);
    if (vector === undefined) {
      throw new RangeError(`no individual ${String(id)}`);
    }
    return vector;
  }

  descentOf(id: IndividualId): Omit<Descent, 'id'> | undefined {
    return this.#descents.get(id);
  }

  crossedOf(id: IndividualId): number | undefined {
    return this.#descents.get(id)?.crossed;
  }

  keepOnly(living: readonly IndividualId[]): void {
    const kept = new Set(living);
    for (const id of this.#vectors.keys()) {
      if (!kept.has(id)) {
        this.#vectors.delete(id);
      }
    }
    this.#descents.clear();
  }

  get kept(): KeptVectors {
    return { vectors: [...this.#vectors], next: this.#next };
  }
}
