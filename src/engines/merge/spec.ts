import type { Kind } from '../../experiments/kind.js';
import { scoresByNetworks } from '../../protocol/evaluate.js';
import { mergeRecordSchema } from './events.js';
import { checkExtractSpec } from './spec/check-extract.js';
import { checkMergeSpec } from './spec/check.js';
import { EXTRACT_LORA } from './spec/extract-lora.js';
import { extractSchema } from './spec/extract-schema.js';
import { relevantMergeKeys } from './spec/relevant-keys.js';
import { mergeSchema } from './spec/schema.js';
import { mergeStarters } from './spec/starters.js';

/** The declarative half of the merge engine. */
export const merge: Kind = {
  kind: 'merge',
  schema: mergeSchema,
  check: (spec, output) => checkMergeSpec(mergeSchema.parse(spec), output),
  // Any method: what is told of one depends on its name, which is wrong then.
  standIns: { merge_method: 'linear' },
  relevantKeys: relevantMergeKeys,
  records: mergeRecordSchema,
  actions: ['merge', EXTRACT_LORA],
  actionParts: new Map([
    [
      EXTRACT_LORA,
      {
        schema: extractSchema,
        check: (spec, output) => checkExtractSpec(extractSchema.parse(spec), output),
        standIns: {},
      },
    ],
  ]),
  carrier: (spec) => (scoresByNetworks(spec) ? 'child' : 'thread'),
  compute: (spec) => (scoresByNetworks(spec) ? 'tensors' : 'kernels'),
  view: 'coefficients',
  starters: mergeStarters,
};
