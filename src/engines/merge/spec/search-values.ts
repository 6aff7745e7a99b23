import type { MergeSpec } from './schema.js';

/** More candidates than this are a slip of the pen: each is a merge and an evaluation. */
export const MAX_CANDIDATES = 1000;

export type SearchValues = NonNullable<MergeSpec['search']>[string];

/** The numbers to try: as listed, or from one to the other in steps; the last may be reached by rounding. */
export function valuesOf(search: SearchValues): readonly number[] {
  if (!('step' in search)) {
    return search;
  }
  const { from, to, step } = search;
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: Math.max(0, Math.min(count, MAX_CANDIDATES + 1)) }, (_, i) =>
    // Without the noise of binary fractions: 0.3, not 0.30000000000000004.
    Number((from + i * step).toPrecision(12)),
  );
}

/** Every combination of the values, by dotted path; the last key varies fastest. */
export function gridOf(search: NonNullable<MergeSpec['search']>): readonly Readonly<Record<string, number>>[] {
  return Object.entries(search).reduce<readonly Readonly<Record<string, number>>[]>(
    (cells, [key, values]) => cells.flatMap((cell) => valuesOf(values).map((value) => ({ ...cell, [key]: value }))),
    [{}],
  );
}

/** How many candidates a grid has. */
export function gridSize(search: NonNullable<MergeSpec['search']>): number {
  return Object.values(search).reduce((product, values) => product * valuesOf(values).length, 1);
}
