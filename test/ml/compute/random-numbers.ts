import { randomStream } from '../../../src/base/random.js';

/** Uniform numbers in [-1, 1), the same for the same name. */
export function randomNumbers(name: string, count: number): number[] {
  const stream = randomStream(7, name);
  return Array.from({ length: count }, (_, i) => 2 * stream.uniform(i) - 1);
}
