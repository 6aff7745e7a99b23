import type { RandomStream } from '../../base/random.js';

/** Random numbers one after the other, from a place in a stream on: an example has a stretch of its own. */
export interface Draws {
  /** In [0, 1). */
  uniform(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** A whole number in [0, count); the bias is below count / 2^24. */
  below(count: number): number;
  /** Of mean 0 and deviation 1, by Box and Muller from two uniforms. */
  normal(): number;
}

/** Draws from index `start` of the stream on. Who gives stretches out makes them longer than any that is used up. */
export function drawsFrom(stream: RandomStream, start: number): Draws {
  let next = start;
  const uniform = (): number => stream.uniform(next++);
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    below: (count) => Math.floor(uniform() * count),
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return radius * Math.cos(2 * Math.PI * uniform());
    },
  };
}
