import type { DonorTerm } from './donors.js';
import { drawInteger, type Draws } from './draws.js';
import type { CrossOptions, Space } from './space.js';

/** What a coordinate that leaves its bounds becomes. */
export type BoundsRule = 'none' | 'clip' | 'reflect';

export interface Bounds {
  readonly rule: BoundsRule;
  readonly low: number;
  readonly high: number;
}

/** Individuals that are vectors in memory. Crossover draws one uniform a scalar, from the search's own draws. */
export function vectorSpace(bounds: Bounds = { rule: 'none', low: -Infinity, high: Infinity }): Space<Float64Array> {
  return {
    cross(parent, donor, options) {
      const values = donorVector(donor, parent.length);
      const taken =
        options.crossover === 'binomial'
          ? binomialMask(parent.length, options)
          : exponentialMask(parent.length, options.rate, options.draws);
      return parent.map((value, index) => bounded(taken[index] === 1 ? (values[index] ?? 0) : value, bounds));
    },
  };
}

/** The sum of a donor's terms, scalar by scalar. */
export function donorVector(terms: readonly DonorTerm<Float64Array>[], length: number): Float64Array {
  const out = new Float64Array(length);
  for (const { factor, plus, minus } of terms) {
    for (let i = 0; i < length; i++) {
      out[i] = (out[i] ?? 0) + factor * ((plus[i] ?? 0) - (minus?.[i] ?? 0));
    }
  }
  return out;
}

/** 1 where the donor's scalar is taken: where `u_j < CR`, and at the forced index. */
export function binomialMask(length: number, { rate, forced, draws }: Omit<CrossOptions, 'crossover'>): Uint8Array {
  const before = forced === 'before' ? drawInteger(draws, length) : -1;
  const mask = Uint8Array.from({ length }, () => (draws.next() < rate ? 1 : 0));
  const index = forced === 'after' ? drawInteger(draws, length) : before;
  if (index >= 0) {
    mask[index] = 1;
  }
  return mask;
}

/** Position `start` and those after it, cyclic, while `u < CR`. Draws the start first. */
export function exponentialMask(length: number, rate: number, draws: Draws): Uint8Array {
  const mask = new Uint8Array(length);
  const start = drawInteger(draws, length);
  mask[start] = 1;
  for (let taken = 1; taken < length && draws.next() < rate; taken++) {
    mask[(start + taken) % length] = 1;
  }
  return mask;
}

/** A coordinate as the bounds want it. */
export function bounded(value: number, { rule, low, high }: Bounds): number {
  switch (rule) {
    case 'none':
      return value;
    case 'clip':
      return Math.max(low, Math.min(high, value));
    case 'reflect': {
      const width = high - low;
      if (!(width > 0) || !Number.isFinite(width)) {
        return Math.max(low, Math.min(high, value));
      }
      const folded = Math.abs((((value - low) % (2 * width)) + 2 * width) % (2 * width));
      return low + (folded > width ? 2 * width - folded : folded);
    }
  }
}
