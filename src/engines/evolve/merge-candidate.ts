import * as path from 'node:path';
import type { RunContext } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { quietContext } from '../merge/quiet-context.js';
import { runMerge } from '../merge/run.js';
import { candidateDigest } from '../merge/search/candidate-digest.js';
import { aloneAsMerge } from '../merge/search/candidates.js';
import type { MergeSpec } from '../merge/spec/schema.js';
import type { PreparedCandidate } from './world.js';

type Context = RunContext<EmittedEvent>;

/** A merge that is made to be scored, in the folder of its slot. */
export async function mergeCandidate(spec: MergeSpec, slot: number, context: Context): Promise<PreparedCandidate> {
  const folder = candidateFolder(context, slot);
  const digest = await candidateDigest({ role: 'trial', label: '', values: {}, spec }, context);
  return {
    type: 'model',
    candidate: {
      digest,
      materialise: async (signal) => {
        // An attempt that was killed may have left one.
        await context.files.remove(folder);
        await runMerge(spec, quietContext({ ...context, signal }, folder));
        return folder;
      },
    },
    release: () => context.files.remove(folder),
  };
}

/** A model as it is: its own folder, where it has one. */
export async function modelCandidate(model: string, slot: number, context: Context): Promise<PreparedCandidate> {
  const { files, folder } = context;
  const local = path.resolve(folder, model);
  if ((await files.stat(local))?.isFolder !== true) {
    return mergeCandidate(aloneAsMerge(model), slot, context);
  }
  const digest = await candidateDigest({ role: 'input', label: model, values: {}, model }, context);
  return {
    type: 'model',
    candidate: {
      digest,
      materialise: async () => Promise.resolve(local),
      readable: async () => Promise.resolve({ files, folder: local }),
    },
    release: async () => Promise.resolve(),
  };
}

/** Where the candidate of a slot lies while it is scored. */
export function candidateFolder({ artifacts }: Pick<Context, 'artifacts'>, slot: number): string {
  return path.join(artifacts, 'candidates', String(slot));
}
