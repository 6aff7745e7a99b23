import type { GenerationRecord, IndividualRecord } from '../../src/engines/evolve/events.js';
import { indexOfIndividual } from '../../src/protocol/lineage.js';

type Individuals = readonly IndividualRecord[];

/** An individual that another one was made of, and in what part. */
export interface Link {
  readonly id: number;
  readonly as: 'parent' | 'donor';
  /** What the donor's part of it was multiplied by: factors of the same individual are summed. */
  readonly factor: number | undefined;
}

/** What an individual was made of: the member that the donor was crossed into, then the donor's parts, each once. */
export function linksOf({ parent, donor }: IndividualRecord): readonly Link[] {
  const factors = new Map<number, number>();
  const add = (id: number, factor: number): void => void factors.set(id, (factors.get(id) ?? 0) + factor);
  for (const { plus, minus, factor } of donor) {
    add(plus, factor);
    if (minus !== undefined) {
      add(minus, -factor);
    }
  }
  return [
    ...(parent === undefined ? [] : [{ id: parent, as: 'parent', factor: undefined } as const]),
    ...[...factors].map(([id, factor]) => ({ id, as: 'donor', factor }) as const),
  ];
}

/** The ids that an individual was made of, each once. */
const makersOf = (one: IndividualRecord): readonly number[] => [...new Set(linksOf(one).map(({ id }) => id))];

/**
 * An individual and those whose places it and they took, back to an original. Where one has no parent, the line goes on
 * with the largest part of its donor.
 */
export function mainLine(individuals: Individuals, id: number): readonly IndividualRecord[] {
  const line: IndividualRecord[] = [];
  let next: number | undefined = id;
  while (next !== undefined) {
    const one: IndividualRecord | undefined = individuals[indexOfIndividual(individuals, next) ?? -1];
    if (one === undefined) {
      break;
    }
    line.push(one);
    const links = linksOf(one);
    const largest = [...links].sort((a, b) => Math.abs(b.factor ?? 0) - Math.abs(a.factor ?? 0))[0];
    const before: number | undefined = one.parent ?? largest?.id;
    // Whoever made it was there before; a log that says otherwise leads nowhere.
    next = before !== undefined && before < one.id ? before : undefined;
  }
  return line;
}

/** All whom an individual descends from, itself left out. O(ancestors). */
export function ancestorsOf(individuals: Individuals, id: number): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const one = individuals[indexOfIndividual(individuals, next) ?? -1];
    for (const maker of one === undefined ? [] : makersOf(one)) {
      if (maker !== id && !found.has(maker) && indexOfIndividual(individuals, maker) !== undefined) {
        found.add(maker);
        open.push(maker);
      }
    }
  }
  return found;
}

/** Whoever was made of an individual, by ascending ids. O(individuals after it). */
export function childrenOf(individuals: Individuals, id: number): readonly number[] {
  const from = indexOfIndividual(individuals, id);
  return from === undefined
    ? []
    : individuals.slice(from + 1).flatMap((one) => (makersOf(one).includes(id) ? [one.id] : []));
}

/** From when to when an individual was in the population. */
export interface Life {
  readonly first: number;
  /** The last generation that it was in the population of. */
  readonly last: number;
  /** It is still there, as far as is known. */
  readonly isLiving: boolean;
}

/** The generations that an individual lived in; undefined for one that never did, or where there is no population. */
export function lifeOf(generations: readonly GenerationRecord[], id: number): Life | undefined {
  const lived = generations.filter(({ population }) => population.includes(id));
  const [first, last] = [lived[0], lived.at(-1)];
  return first === undefined || last === undefined
    ? undefined
    : { first: first.generation, last: last.generation, isLiving: last === generations.at(-1) };
}
