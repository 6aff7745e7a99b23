import * as path from 'node:path';
import type { RunContext } from '../../../base/ports.js';
import { randomStream } from '../../../base/random.js';
import { setAtPath } from '../../../base/set-at-path.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import { runTraining } from '../../train/run.js';
import type { TrainSpec } from '../../train/spec/schema.js';
import type { EvolveSpec } from '../spec/schema.js';

type Context = RunContext<EmittedEvent>;
type Transfer = NonNullable<Extract<EvolveSpec['individuals'], { type: 'checkpoints' }>['transfer']>;

/** What is kept while the members are trained: which one is at work, and where it stands. */
interface TrainingState {
  readonly format: 'training';
  readonly member: number;
  readonly inner: unknown;
}

/** Where the members lie (absolute), given the run's artifacts. */
export function memberFolders({ members }: Transfer, artifacts: string): readonly string[] {
  return Array.from({ length: members }, (_, i) => path.join(artifacts, 'members', String(i)));
}

/** The training of a member: its own values of what varies, in turn. */
export function memberTraining({ train, vary }: Transfer, member: number): TrainSpec {
  return Object.entries(vary).reduce<TrainSpec>(
    (spec, [key, values]) => setAtPath(spec, key.split('.'), values[member % values.length]) as TrainSpec,
    train,
  );
}

/**
 * Trains a population by transfer (spec, section 2): every member learns the source, then the data with a fresh head, by a
 * recipe and a seed of its own. Members that were done before an interruption stay. Returns their folders (absolute).
 */
export async function trainMembers(transfer: Transfer, context: Context): Promise<readonly string[]> {
  const { files, artifacts, snapshot, emit, seed } = context;
  const folders = memberFolders(transfer, artifacts);
  const latest = await snapshot.latest();
  const kept = asTrainingState(latest);
  if (latest !== undefined && kept === undefined) {
    // It evolves already.
    return folders;
  }
  const seeds = randomStream(seed, 'evolve/members');
  let isTold = kept !== undefined;
  for (const [member, folder] of folders.entries()) {
    if (member < (kept?.member ?? 0)) {
      continue;
    }
    if (!isTold) {
      emit({ type: 'phase', phase: 'evolve/training' });
      isTold = true;
    }
    let inner = kept?.member === member ? kept.inner : undefined;
    const work = path.join(artifacts, 'training');
    // Of another run's members, neighbouring seeds are no neighbours.
    const ownSeed = seeds.word(member);
    await runTraining(memberTraining(transfer, member), {
      ...context,
      seed: ownSeed,
      random: (stream) => randomStream(ownSeed, stream),
      artifacts: work,
      output: { path: folder, overwrite: true },
      emit: (event) => {
        if (event.type === 'progress') {
          // All members make as many steps.
          const done = member * event.total + event.done;
          emit({ type: 'progress', done, total: transfer.members * event.total, unit: event.unit });
        } else if (event.type === 'log') {
          emit(event);
        }
      },
      snapshot: {
        latest: async () => Promise.resolve(inner),
        save: async (state) => {
          await snapshot.save({ format: 'training', member, inner: state } satisfies TrainingState);
        },
        discard: async () => {
          inner = undefined;
          await snapshot.save({ format: 'training', member, inner: undefined } satisfies TrainingState);
        },
      },
    });
    // From here on it is done: whatever of it was told before stays told.
    await snapshot.save({ format: 'training', member: member + 1, inner: undefined } satisfies TrainingState);
    await files.remove(work);
  }
  return folders;
}

function asTrainingState(value: unknown): TrainingState | undefined {
  const state = value as TrainingState | undefined;
  return state?.format === 'training' ? state : undefined;
}
