import { modelsmithError } from '../../base/errors.js';
import type { OutputTarget, RunContext } from '../../base/ports.js';
import { randomStream } from '../../base/random.js';
import { Lineage, type Descent } from '../../ml/search/lineage.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { runMerge } from '../merge/run.js';
import { CheckpointWorld } from './checkpoints/checkpoint-world.js';
import { genomeOf, openMembers } from './checkpoints/members.js';
import { memberFolders } from './checkpoints/train-members.js';
import type { IndividualRecord } from './events.js';
import { individualCard } from './evolution-card.js';
import { genesOf, mergeOf } from './merges/gene.js';
import { memberReferences, stacksOf } from './prepare.js';
import type { EvolveSpec } from './spec/schema.js';

type Kept = Pick<
  RunContext<EmittedEvent>,
  'runId' | 'seed' | 'experiment' | 'folder' | 'artifacts' | 'inputs' | 'signal' | 'files' | 'hub' | 'compute'
>;

/** What is known of the run that an individual comes from, and where it is to be written. */
export interface MaterialiseContext extends Kept {
  readonly output: OutputTarget;
  /** In parameters. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes an individual of a run as a model folder: recomputed from the originals by its descent, which the run's own records
 * tell, whether it lives or not. Throws `evolve-unknown-individual`, and `evolve-nothing-to-write` for a point.
 */
export async function materialiseIndividual(
  spec: EvolveSpec,
  individual: number,
  records: readonly IndividualRecord[],
  context: MaterialiseContext,
): Promise<{ readonly output: string; readonly bytes: number }> {
  const record = records.find(({ id }) => id === individual);
  if (record === undefined) {
    const last = records.reduce((most, { id }) => Math.max(most, id), 0);
    throw modelsmithError('evolve-unknown-individual', { individual, last });
  }
  const full = fullContext(context);
  const card = individualCard(spec, full, record);
  const { individuals, merge } = spec;
  switch (individuals.type) {
    case 'points':
      throw modelsmithError('evolve-nothing-to-write', { individual });
    case 'merges': {
      if (merge === undefined) {
        throw new RangeError('a merge is needed');
      }
      const stacks = individuals.layer_groups > 1 ? await stacksOf(merge, context) : [];
      const made = mergeOf(merge, genesOf(individuals, merge, stacks), record.values ?? [], stacks);
      let bytes = 0;
      const { output = '' } = await runMerge(
        made,
        {
          ...full,
          emit: (event) => {
            bytes = event.type === 'artifact' ? event.bytes : bytes;
            full.emit(event);
          },
        },
        { card, poolElements: Number.POSITIVE_INFINITY },
      );
      return { output, bytes };
    }
    case 'checkpoints': {
      const trained = individuals.transfer === undefined ? [] : memberFolders(individuals.transfer, context.artifacts);
      const members = await openMembers(await memberReferences(individuals, context, trained), context);
      const { genome } = genomeOf(members, individuals.exclude);
      const descents = descentsOf(records);
      const next = Math.max(members.length, ...descents.map(({ id }) => id + 1));
      const world = new CheckpointWorld({
        members,
        genome,
        // One individual by itself, also where the run scored what all of them merge to.
        merge: undefined,
        context: full,
        kept: { lineage: new Lineage(members.length, { descents, next }).kept, settled: [] },
        card: () => card,
      });
      try {
        return await world.write([individual], full);
      } finally {
        await world.close();
      }
    }
  }
}

/** All that the records tell of descents, in the order of the numbers. */
function descentsOf(records: readonly IndividualRecord[]): readonly Descent[] {
  return records
    .flatMap(({ id, parent, donor, rate }): readonly Descent[] =>
      parent === undefined || rate === undefined
        ? []
        : [
            {
              id,
              parent,
              rate,
              donor: donor.map(({ factor, plus, minus }) =>
                minus === undefined ? { factor, plus } : { factor, plus, minus },
              ),
            },
          ],
    )
    .sort((a, b) => a.id - b.id);
}

/** A context for one merge: nothing is scored, asked, or kept, and only progress is told. */
function fullContext({ onProgress, ...kept }: MaterialiseContext): RunContext<EmittedEvent> {
  const refuse = async (): Promise<never> => Promise.reject(new RangeError('nothing is asked while writing'));
  return {
    ...kept,
    emit: (event) => {
      if (event.type === 'progress') {
        onProgress(event.done, event.total);
      }
    },
    random: (stream) => randomStream(kept.seed, stream),
    dense: { append: (file, values) => ({ file, offset: 0, length: values.length }) },
    snapshot: {
      latest: async () => Promise.resolve(undefined),
      save: async () => Promise.resolve(),
      discard: async () => Promise.resolve(),
    },
    languageModel: { complete: refuse },
    evaluate: refuse,
    tasks: { workers: 1, run: refuse },
  };
}
