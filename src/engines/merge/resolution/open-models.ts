import * as path from 'node:path';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files, ModelHub } from '../../../base/ports.js';
import { openCheckpoint } from '../../../ml/tensors/checkpoint.js';
import { applyAdapter } from '../adapters/apply-adapter.js';
import { detectStacks } from './layers.js';
import type { OpenedModel } from './opened-model.js';
import type { ProblemList } from './problem-list.js';

interface Context {
  readonly files: Files;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Knows models by names that are no paths. */
  readonly hub?: ModelHub | undefined;
  /** Models that an earlier stage of the file makes, by name: where they are, or what they will be. */
  readonly results?: ReadonlyMap<string, string | OpenedModel> | undefined;
}

/**
 * Reads the headers of every model that the file names, each once however often it is named. What can't be opened goes to
 * `problems`, at the key that names it first, and is absent from the result (by reference).
 */
export async function openModels(
  references: readonly { readonly reference: string; readonly key: string }[],
  context: Context,
  problems: ProblemList,
): Promise<ReadonlyMap<string, OpenedModel>> {
  const opened = new Map<string, OpenedModel>();
  const tried = new Set<string>();
  for (const { reference, key } of references) {
    if (tried.has(reference)) {
      continue;
    }
    tried.add(reference);
    try {
      opened.set(reference, await openModel(reference, context, [...opened.values()]));
    } catch (thrown) {
      if (isCancellation(thrown) || !(thrown instanceof ModelsmithError)) {
        throw thrown;
      }
      problems.push(...thrown.problems.map((one) => ({ ...one, where: { ...one.where, model: reference, key } })));
    }
  }
  return opened;
}

async function openModel(reference: string, context: Context, opened: readonly OpenedModel[]): Promise<OpenedModel> {
  const { files, signal } = context;
  const { model, adapter } = await locate(reference, context);
  const own = typeof model === 'string' ? model : model.identity;
  const identity = adapter === undefined ? own : `${own}+${adapter}`;
  const same = opened.find((one) => one.identity === identity);
  if (same !== undefined) {
    return { ...same, reference };
  }
  if (typeof model !== 'string' && adapter === undefined) {
    return { ...model, reference };
  }
  const base = typeof model === 'string' ? await openCheckpoint(files, model, signal) : model;
  const checkpoint = 'checkpoint' in base ? base.checkpoint : base;
  const tensors = adapter === undefined ? base.tensors : await applyAdapter(files, base, { folder: adapter, signal });
  const vocabulary = 'vocabulary' in base ? base.vocabulary : undefined;
  return { reference, identity, checkpoint, tensors, stacks: detectStacks(tensors.keys()), vocabulary };
}

interface Place {
  /** A path with its links resolved, or a model that is still to be made. */
  readonly model: string | OpenedModel;
  readonly adapter: string | undefined;
}

/**
 * Where a model and its adapter (`model+adapter`) lie. A folder may have a plus in its name; one that is there goes before a
 * model of a hub that has the same name.
 */
async function locate(reference: string, { files, folder, hub, results }: Context): Promise<Place> {
  const find = async (name: string): Promise<string | OpenedModel | undefined> => {
    const result = results?.get(name);
    return typeof result === 'object' ? result : files.realPath(result ?? path.resolve(folder, name));
  };
  const findOr = async (name: string): Promise<string | OpenedModel> =>
    (await find(name)) ?? (await hub?.find(name)) ?? path.resolve(folder, name);
  const plus = reference.lastIndexOf('+');
  if (plus < 1 || (await find(reference)) !== undefined) {
    return { model: await findOr(reference), adapter: undefined };
  }
  const adapter = reference.slice(plus + 1);
  const isHere = await files.realPath(path.resolve(folder, adapter));
  return {
    model: await findOr(reference.slice(0, plus)),
    adapter: isHere ?? (await hub?.find(adapter)) ?? path.resolve(folder, adapter),
  };
}
