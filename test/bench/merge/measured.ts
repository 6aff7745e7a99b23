import type { Usage } from './usage.js';

/** One row of the table: a method at a size, medians over the rounds. */
export interface Measured {
  readonly size: string;
  readonly parameters: number;
  readonly method: string;
  readonly ours: Usage;
  readonly peer?: Usage;
  /** Share of elements equal to the peer's to the bit; absent where nothing was compared. */
  readonly equalShare?: number;
}
