import type { MergeBackend } from '../merge-backend.js';

/** Float64 sums that each live in four lanes (see kernels/reductions.ts), so that chunk borders don't change a bit. */
export class LaneSums {
  readonly lanes: Float64Array;

  constructor(backend: MergeBackend, sums: number) {
    this.lanes = backend.memory.float64(sums * 4);
  }

  static bytes(sums: number): number {
    return sums * 4 * 8;
  }

  /** Where the lanes of sum `index` begin. */
  at(index: number): number {
    return index * 4;
  }

  total(index: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.lanes.subarray(index * 4, index * 4 + 4);
    return a + b + (c + d);
  }

  clear(): void {
    this.lanes.fill(0);
  }
}
