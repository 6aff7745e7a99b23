import type { Kind } from '../../experiments/kind.js';
import { evolveRecordSchema } from './events.js';
import { checkEvolveSpec } from './spec/check.js';
import { evolveSchema } from './spec/schema.js';
import { evolveStarters } from './spec/starters.js';

/** The declarative half of the evolve engine. */
export const evolve: Kind = {
  kind: 'evolve',
  schema: evolveSchema,
  check: (spec) => checkEvolveSpec(evolveSchema.parse(spec)),
  records: evolveRecordSchema,
  actions: [],
  carrier: 'thread',
  compute: 'kernels',
  view: 'lineage',
  starters: evolveStarters,
};
