import type { AlgorithmSpec } from './algorithm-schema.js';

/** Members that an algorithm can't do without: its donor's, which all differ, and the one that is crossed. */
export function leastMembers(algorithm: AlgorithmSpec): number {
  switch (algorithm.name) {
    case 'evolver':
    case 'cma-es':
      return 2;
    case 'de':
      return algorithm.donor === 'rand/2' ? 6 : algorithm.donor === 'best/2' ? 5 : 4;
    case 'cade':
    case 'jde':
    case 'shade':
      return 4;
  }
}
