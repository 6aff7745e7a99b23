import * as path from 'node:path';
import { ModelsmithError, problem } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { bytesOf } from '../../ml/tensors/dtypes.js';
import type { ShardLayout } from '../../ml/tensors/shard-layout.js';
import { BackgroundFlush } from './background-flush.js';
import type { MergeExecutor, TensorOutcome, TensorTask } from './merge-executor.js';
import type { MergeJournal } from './merge-journal.js';
import type { PreparedMerge } from './prepare.js';
import { placesOf } from './resolution/merge-unit.js';

export interface ShardsContext {
  readonly files: Files;
  readonly signal: AbortSignal;
  readonly executor: MergeExecutor;
  readonly journal: MergeJournal;
  /** The folder that the shards grow in. */
  readonly folder: string;
}

/** A shard and the tensors that are still to be written into it. */
export interface ShardTasks {
  readonly layout: ShardLayout;
  readonly tasks: readonly TensorTask[];
  /** Some of its tensors were written by an earlier attempt. */
  readonly isBegun: boolean;
}

/**
 * Writes every shard, from the first tensor on that isn't written yet, with a snapshot after each, after each pass
 * over the whole model, and when it is stopped.
 * Throws `merge-not-finite` for every tensor of a shard that holds such values, unless they are allowed.
 */
export async function mergeShards(merge: PreparedMerge, context: ShardsContext): Promise<void> {
  const { journal, signal } = context;
  try {
    const observed = await observeWholeModel(merge, context);
    journal.phase('merge/merging');
    journal.beginWriting(observed);
    for (const shard of shardsLeft(merge, journal.written)) {
      await mergeShard(merge, shard, context);
      await journal.save();
    }
  } catch (thrown) {
    if (signal.aborted) {
      await journal.save();
    }
    throw thrown;
  }
}

/** Shards that aren't whole yet, given how many tensors are written. */
export function shardsLeft(merge: PreparedMerge, written: number): readonly ShardTasks[] {
  const places = placesOf(merge.units);
  let before = 0;
  return merge.layout.shards.flatMap((layout): readonly ShardTasks[] => {
    const positions = new Map(layout.tensors.map(({ name, position }) => [name, position]));
    const tasks = merge.tensors.slice(before, before + layout.tensors.length).map((tensor): TensorTask => {
      const position = positions.get(tensor.name);
      if (position === undefined) {
        throw new RangeError(`${tensor.name} isn't in the shard ${layout.name}`);
      }
      return { tensor, place: places.get(tensor), position };
    });
    const done = Math.min(Math.max(0, written - before), tasks.length);
    before += tasks.length;
    return done < tasks.length || tasks.length === 0 ? [{ layout, tasks: tasks.slice(done), isBegun: done > 0 }] : [];
  });
}

/** Statistics of a unit that spans the model; returns the part of all passes that they are. */
async function observeWholeModel(merge: PreparedMerge, context: ShardsContext): Promise<number> {
  const [unit] = merge.units;
  if (unit?.outline.name !== '') {
    return 0;
  }
  const { journal, executor } = context;
  journal.phase('merge/statistics');
  return executor.observe(unit, { from: journal.observed, onPass: async (observed) => journal.pass(observed) });
}

async function mergeShard(merge: PreparedMerge, shard: ShardTasks, context: ShardsContext): Promise<void> {
  const { files, folder, executor, journal } = context;
  const { layout, tasks, isBegun } = shard;
  const file = await files.create(path.join(folder, layout.name), layout.bytes, { keep: isBegun });
  const flush = new BackgroundFlush(file);
  const notFinite: TensorOutcome[] = [];
  try {
    await file.write(layout.head, 0);
    await executor.write(file, tasks, (outcome) => {
      journal.tensor(outcome);
      flush.written(bytesOf(outcome.tensor.dtype, outcome.tensor.elements));
      if (outcome.nan + outcome.infinite > 0) {
        notFinite.push(outcome);
      }
    });
    await flush.end();
  } finally {
    // Also when it is stopped: what counts as written must be on the disk before the snapshot says so.
    await file.close();
  }
  const [first, ...rest] = notFinite.map(({ tensor, nan, infinite }) =>
    problem('merge-not-finite', { nan, infinite }, { tensor: tensor.name }),
  );
  if (first !== undefined && !merge.spec.allow_nan) {
    throw new ModelsmithError([first, ...rest]);
  }
}
