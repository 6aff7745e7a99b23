import type { DonorTerm } from './donors.js';
import type { CrossOptions, Space } from './space.js';

/** A member of a population of checkpoints, by its number: the originals have 0 … n-1, each child the next one. */
export type IndividualId = number;

/** How a child comes from older individuals; with the seed, all that has to be kept of it. */
export interface Descent {
  readonly id: IndividualId;
  /** The individual that the donor was crossed into. */
  readonly parent: IndividualId;
  readonly donor: readonly DonorTerm<IndividualId>[];
  /** CR: the share of elements that the donor gives. */
  readonly rate: number;
}

/** What a run keeps of a lineage in order to go on with it. */
export interface KeptLineage {
  /** In the order of their numbers. */
  readonly descents: readonly Descent[];
  /** Children that were written down, so that it no longer matters what they descend from. */
  readonly settled?: readonly IndividualId[];
  /** The number of the next child: no number is given twice, also where what had it is forgotten. */
  readonly next: IndividualId;
}

/** Individuals that nobody holds in memory: originals, and what is known of the descent of the others. */
export class Lineage {
  readonly #descents = new Map<IndividualId, Descent>();
  readonly #settled: Set<IndividualId>;
  #next: number;

  /** `originals`: how many there are. Throws a RangeError where what was kept contradicts itself. */
  constructor(
    readonly originals: number,
    { descents, settled = [], next }: KeptLineage = { descents: [], next: originals },
  ) {
    this.#settled = new Set(settled);
    let least = originals;
    for (const one of descents) {
      if (one.id < least || parentsOf(one).some((parent) => parent >= one.id || !this.#has(parent))) {
        throw new RangeError(`individual ${String(one.id)} descends from none that is known`);
      }
      this.#descents.set(one.id, one);
      least = one.id + 1;
    }
    if (next < least) {
      throw new RangeError(`the number ${String(next)} was given before`);
    }
    this.#next = next;
  }

  /** What is known of all children. */
  get kept(): KeptLineage {
    return { descents: [...this.#descents.values()], settled: this.settled, next: this.#next };
  }

  /** Undefined for an original, and for a child that is settled. */
  descentOf(id: IndividualId): Descent | undefined {
    return this.#descents.get(id);
  }

  add(descent: Omit<Descent, 'id'>): IndividualId {
    const id = this.#next;
    this.#descents.set(id, { ...descent, id });
    this.#next += 1;
    return id;
  }

  /** These and all that they descend from, each once, ancestors first. */
  ancestry(of: readonly IndividualId[]): readonly IndividualId[] {
    const found = new Set<IndividualId>();
    const waiting = [...of];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (!found.has(id)) {
        found.add(id);
        const descent = this.#descents.get(id);
        waiting.push(...(descent === undefined ? [] : parentsOf(descent)));
      }
    }
    // A child's number is greater than those of all it descends from.
    return [...found].sort((a, b) => a - b);
  }

  /** From here on these are as originals: what they descend from is forgotten, unless others descend from it, too. */
  settle(children: readonly IndividualId[]): void {
    for (const id of children) {
      if (this.#descents.delete(id)) {
        this.#settled.add(id);
      }
    }
  }

  /** Children that are settled. */
  get settled(): readonly IndividualId[] {
    return [...this.#settled];
  }

  /** Forgets all from which none of the living descends. */
  keepOnly(living: readonly IndividualId[]): void {
    const kept = new Set(this.ancestry(living));
    for (const id of this.#descents.keys()) {
      if (!kept.has(id)) {
        this.#descents.delete(id);
      }
    }
    for (const id of this.#settled) {
      if (!kept.has(id)) {
        this.#settled.delete(id);
      }
    }
  }

  #has(id: IndividualId): boolean {
    return (id >= 0 && id < this.originals) || this.#descents.has(id) || this.#settled.has(id);
  }
}

/** All that a child was made of, each once. */
export function parentsOf({ parent, donor }: Omit<Descent, 'id'>): readonly IndividualId[] {
  return [...new Set([parent, ...donor.flatMap(({ plus, minus }) => (minus === undefined ? [plus] : [plus, minus]))])];
}

/**
 * The space of a search over checkpoints: crossing notes a descent and draws nothing, because every element has a random
 * number of its own (see `descend`). A forced index is left out: one element of millions. Throws a RangeError for exponential
 * crossover, which would need all elements at once.
 */
export function lineageSpace(lineage: Lineage): Space<IndividualId> {
  return {
    cross(parent, donor, { crossover, rate }: CrossOptions) {
      if (crossover !== 'binomial') {
        throw new RangeError('checkpoints are crossed binomially');
      }
      return lineage.add({ parent, donor, rate });
    },
  };
}
