import type { Engine } from '../../experiments/kind.js';
import { planMerge } from './plan.js';
import { runMerge, type MergeRunOptions } from './run.js';
import { runSearch } from './search/run-search.js';
import type { MergeSpec } from './spec/schema.js';

/** A merge engine whose random choices can be given, as tests do. */
export function createMergeEngine(options: MergeRunOptions = {}): Engine<MergeSpec> {
  const mergeOnce = (spec: MergeSpec, context: Parameters<typeof runMerge>[1]): ReturnType<typeof runMerge> =>
    runMerge(spec, context, options);
  return {
    plan: planMerge,
    run: (spec, context) =>
      spec.evaluate === undefined ? mergeOnce(spec, context) : runSearch(spec, context, mergeOnce),
  };
}

/** The working half of the merge engine. */
export const mergeEngine: Engine<MergeSpec> = createMergeEngine();
