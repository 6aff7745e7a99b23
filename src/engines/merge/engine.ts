import type { Engine, PlanContext } from '../../experiments/kind.js';
import { planExtraction } from './extraction/plan-extraction.js';
import { runExtraction } from './extraction/run-extraction.js';
import { planMerge } from './plan.js';
import { runMerge, type MergeRunOptions } from './run.js';
import { runSearch } from './search/run-search.js';
import { EXTRACT_LORA } from './spec/extract-lora.js';
import type { ExtractSpec } from './spec/extract-schema.js';
import type { MergeSpec } from './spec/schema.js';
import { runStages, type MergeWith } from './stages/run-stages.js';

/** A merge engine whose random choices can be given, as tests do. */
export function createMergeEngine(options: MergeRunOptions = {}): Engine<MergeSpec | ExtractSpec> {
  const mergeWith: MergeWith = (spec, context, results) => {
    const mergeOnce = (one: MergeSpec, where: typeof context): ReturnType<MergeWith> =>
      runMerge(one, where, { ...options, results });
    return spec.evaluate === undefined ? mergeOnce(spec, context) : runSearch(spec, context, mergeOnce);
  };
  return {
    plan: (spec, context) => (isExtraction(spec, context) ? planExtraction(spec, context) : planMerge(spec, context)),
    run: (spec, context) =>
      isExtraction(spec, context) ? runExtraction(spec, context) : runStages(spec, context, mergeWith),
  };
}

/** The schema that a spec has passed is that of its action. */
function isExtraction(
  _spec: MergeSpec | ExtractSpec,
  { experiment }: Pick<PlanContext, 'experiment'>,
): _spec is ExtractSpec {
  return experiment.action === EXTRACT_LORA;
}

/** The working half of the merge engine. */
export const mergeEngine: Engine<MergeSpec | ExtractSpec> = createMergeEngine();
