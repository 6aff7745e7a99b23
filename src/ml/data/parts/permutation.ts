import type { RandomStream } from '../../../base/random.js';

/**
 * The numbers below `count` in an order that the stream alone decides (Fisher and Yates, from the end; one 32-bit word a
 * number). The bias is below count / 2^32.
 */
export function permutation(count: number, stream: RandomStream): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor((stream.word(count - 1 - last) / 0x1_0000_0000) * (last + 1));
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}
