import type { Backend } from '../../../src/ml/compute/backends.js';

/** What one process found: the CPU time of a step, and numbers that both sides must agree on. */
export interface Measurement {
  /** Median over the steps after warm-up; user and system time of the whole process. */
  readonly cpuMs: number;
  readonly steps: number;
  readonly check: readonly number[];
}

/** One row of the table: a subject on a backend beside its peer, medians over the rounds. */
export interface Measured {
  readonly subject: string;
  readonly backend: Backend;
  readonly oursMs: number;
  readonly peerMs: number;
  /** Median of the ratios within a round. */
  readonly ratio: number;
  /** The largest ratio that is aimed for; absent where nothing is. */
  readonly aim?: number;
}
