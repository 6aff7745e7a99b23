import type { Engine } from '../../experiments/kind.js';
import { planMerge } from './plan.js';
import { runMerge, type MergeRunOptions } from './run.js';
import { runSearch } from './search/run-search.js';
import type { MergeSpec } from './spec/schema.js';
import { runStages, type MergeWith } from './stages/run-stages.js';

/** A merge engine whose random choices can be given, as tests do. */
export function createMergeEngine(options: MergeRunOptions = {}): Engine<MergeSpec> {
  const mergeWith: MergeWith = (spec, context, results) => {
    const mergeOnce = (one: MergeSpec, where: typeof context): ReturnType<MergeWith> =>
      runMerge(one, where, { ...options, results });
    return spec.evaluate === undefined ? mergeOnce(spec, context) : runSearch(spec, context, mergeOnce);
  };
  return { plan: planMerge, run: (spec, context) => runStages(spec, context, mergeWith) };
}

/** The working half of the merge engine. */
export const mergeEngine: Engine<MergeSpec> = createMergeEngine();
