import type { Engine } from '../../experiments/kind.js';
import { planEvolution } from './plan.js';
import { runEvolution } from './run.js';
import type { EvolveSpec } from './spec/schema.js';

/** The working half of the evolve engine. */
export const evolveEngine: Engine<EvolveSpec> = { plan: planEvolution, run: runEvolution };
