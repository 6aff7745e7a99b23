import type { RandomStream } from '../../base/random.js';

/** Uniform numbers in [0, 1), one after the other; `drawn` tells how many, so that a search can go on from there. */
export interface Draws {
  readonly drawn: number;
  next(): number;
}

/** The uniforms of a counter-based stream from element `drawn` on. */
export function drawsOf(stream: RandomStream, drawn = 0): Draws {
  let position = drawn;
  return {
    get drawn() {
      return position;
    },
    next() {
      position += 1;
      return stream.uniform(position - 1);
    },
  };
}

/** A whole number from 0 to `below - 1`: floor(u below). */
export function drawInteger(draws: Draws, below: number): number {
  return Math.floor(draws.next() * below);
}

/**
 * `count` different ones of 0 … `of - 1` but `except`, in the order drawn: the front of a partial Fisher-Yates shuffle of
 * the ascending list. Throws a RangeError where there are too few.
 */
export function drawOthers(
  draws: Draws,
  count: number,
  { of, except }: { readonly of: number; readonly except: number },
): readonly number[] {
  const others = Array.from({ length: of }, (_, index) => index).filter((index) => index !== except);
  if (others.length < count) {
    throw new RangeError(`${String(count)} of ${String(others.length)} others`);
  }
  for (let t = 0; t < count; t++) {
    const from = t + drawInteger(draws, others.length - t);
    const [a = 0, b = 0] = [others[t], others[from]];
    others[t] = b;
    others[from] = a;
  }
  return others.slice(0, count);
}

/** A standard normal number by Box and Muller from two uniforms: sqrt(-2 ln(1-u)) cos(2 pi u'). */
export function drawNormal(draws: Draws): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draws.next()));
  return radius * Math.cos(2 * Math.PI * draws.next());
}
