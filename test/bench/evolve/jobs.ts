import type { Row } from './accuracy/rows.js';
import type { SearchRow } from './cade/rows.js';
import type { Outcomes } from './functions/measure-searches.js';
import type { SearchName } from './functions/searches.js';

/** What children do, and what each answers with. */
export interface JobResults {
  /** All searches of ours on all functions. */
  readonly functions: Outcomes<SearchName>;
  /** Everything that the specialists of the digits' tasks can be made one model by, for one seed; the texts' alike. */
  readonly a1: readonly Row[];
  readonly b2: readonly Row[];
  /** Searches over spiking networks from one run's last epochs, for one seed; over fine-tunes alike. */
  readonly snapshots: readonly SearchRow[];
  readonly transfer: readonly SearchRow[];
}

/** What a child is asked. */
export interface Job<Name extends keyof JobResults = keyof JobResults> {
  readonly name: Name;
  readonly seeds: readonly number[];
  /** Where scikit-learn's digits lie, for who needs them. */
  readonly digits?: string;
}
