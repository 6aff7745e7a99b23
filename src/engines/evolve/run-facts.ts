import type { Best, PartScore } from './evolve-state.js';

/** What the result's card and figures say of a run. */
export interface RunFacts {
  readonly best: Best | undefined;
  readonly validation: PartScore | undefined;
  readonly generations: number;
  readonly evaluations: number;
}
