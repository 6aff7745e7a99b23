import type { Outcomes } from './functions/measure-searches.js';
import type { SearchName } from './functions/searches.js';

/** What children do, and what each answers with. */
export interface JobResults {
  /** All searches of ours on all functions. */
  readonly functions: Outcomes<SearchName>;
}

/** What a child is asked. */
export interface Job<Name extends keyof JobResults = keyof JobResults> {
  readonly name: Name;
  readonly seeds: readonly number[];
}
