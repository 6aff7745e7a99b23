import type { Kind } from '../../experiments/kind.js';
import { scoresByNetworks } from '../../protocol/evaluate.js';
import { evolveRecordSchema } from './events.js';
import { checkEvolveSpec } from './spec/check.js';
import { evolveSchema } from './spec/schema.js';
import { evolveStarters } from './spec/starters.js';

/** Candidates are scored by networks of ours, or members are trained first. */
function usesTensors(spec: unknown): boolean {
  const read = evolveSchema.safeParse(spec);
  const individuals = read.success ? read.data.individuals : undefined;
  return scoresByNetworks(spec) || (individuals?.type === 'checkpoints' && individuals.transfer !== undefined);
}

/** The declarative half of the evolve engine. */
export const evolve: Kind = {
  kind: 'evolve',
  schema: evolveSchema,
  check: (spec) => checkEvolveSpec(evolveSchema.parse(spec)),
  records: evolveRecordSchema,
  actions: [],
  carrier: (spec) => (usesTensors(spec) ? 'child' : 'thread'),
  compute: (spec) => (usesTensors(spec) ? 'tensors' : 'kernels'),
  view: 'lineage',
  starters: evolveStarters,
};
