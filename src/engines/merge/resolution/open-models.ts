import * as path from 'node:path';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { openCheckpoint } from '../../../ml/tensors/checkpoint.js';
import { applyAdapter } from '../adapters/apply-adapter.js';
import { detectStacks } from './layers.js';
import type { OpenedModel } from './opened-model.js';
import type { ProblemList } from './problem-list.js';

interface Context {
  readonly files: Files;
  readonly folder: string;
  readonly signal: AbortSignal;
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
  const place = await locate(reference, context);
  const identity = place.adapter === undefined ? place.model : `${place.model}+${place.adapter}`;
  const same = opened.find((model) => model.identity === identity);
  if (same !== undefined) {
    return { ...same, reference };
  }
  const checkpoint = await openCheckpoint(files, place.model, signal);
  const tensors =
    place.adapter === undefined
      ? checkpoint.tensors
      : await applyAdapter(files, checkpoint, { folder: place.adapter, signal });
  return { reference, identity, checkpoint, tensors, stacks: detectStacks(tensors.keys()) };
}

/** Where a model and its adapter (`model+adapter`) lie, links resolved. A folder may have a plus in its name. */
async function locate(
  reference: string,
  { files, folder }: Context,
): Promise<{ readonly model: string; readonly adapter: string | undefined }> {
  const real = async (name: string): Promise<string | undefined> => files.realPath(path.resolve(folder, name));
  const whole = await real(reference);
  const plus = reference.lastIndexOf('+');
  if (whole !== undefined || plus < 1) {
    return { model: whole ?? path.resolve(folder, reference), adapter: undefined };
  }
  const [model, adapter] = [reference.slice(0, plus), reference.slice(plus + 1)];
  return {
    model: (await real(model)) ?? path.resolve(folder, model),
    adapter: (await real(adapter)) ?? path.resolve(folder, adapter),
  };
}
