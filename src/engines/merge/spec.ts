import type { Kind } from '../../experiments/kind.js';
import { mergeRecordSchema } from './events.js';
import { checkMergeSpec } from './spec/check.js';
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
  actions: [],
  carrier: 'thread',
  compute: 'kernels',
  view: 'coefficients',
  starters: mergeStarters,
};
