import type { Compute } from '../base/ports.js';

/** What a run computes with, and what a faster backend's loader said, where that failed. */
export interface ComputeChoice extends Compute {
  readonly detail: string;
}
