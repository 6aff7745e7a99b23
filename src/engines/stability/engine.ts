import type { Engine } from '../../experiments/kind.js';
import { planStability } from './plan.js';
import { runStability } from './run.js';
import type { StabilitySpec } from './spec.js';

/** The working half of the stability engine. */
export const stabilityEngine: Engine<StabilitySpec> = { plan: planStability, run: runStability };
