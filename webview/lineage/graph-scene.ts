import type { IndividualRecord } from '../../src/engines/evolve/events.js';
import type { Theme } from '../shared/theme.js';
import type { FitnessScale } from './fitness-scale.js';
import type { LineageLayout } from './layout.js';
import type { Viewport } from './viewport.js';

/** All that the graph is painted from, but what the user points at. */
export interface GraphScene {
  readonly layout: LineageLayout;
  readonly view: Viewport;
  readonly fitness: FitnessScale;
  readonly theme: Theme;
  /** Ids of the members of the newest population. */
  readonly living: ReadonlySet<number>;
  /** Ids of those that became the result. */
  readonly chosen: ReadonlySet<number>;
  /** The best individual and the line that it comes from, the best first; empty where the population counts as one. */
  readonly bestLine: readonly IndividualRecord[];
  /** Generations that began anew. */
  readonly restarts: readonly number[];
  /** The generation since which fitness and validation part. */
  readonly partedSince: number | undefined;
  readonly formatGeneration: (generation: number) => string;
}

/** What the user looks at, by ids. */
export interface GraphFocus {
  readonly selected: number | undefined;
  readonly marked: number | undefined;
  /** Where the pointer is, or the keyboard. */
  readonly at: number | undefined;
}
