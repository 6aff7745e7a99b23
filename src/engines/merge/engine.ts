import type { Engine } from '../../experiments/kind.js';
import { planMerge } from './plan.js';
import { runMerge, type MergeRunOptions } from './run.js';
import type { MergeSpec } from './spec/schema.js';

/** A merge engine whose random choices can be given, as tests do. */
export function createMergeEngine(options: MergeRunOptions = {}): Engine<MergeSpec> {
  return { plan: planMerge, run: (spec, context) => runMerge(spec, context, options) };
}

/** The working half of the merge engine. */
export const mergeEngine: Engine<MergeSpec> = createMergeEngine();
