import * as path from 'node:path';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { openCheckpoint } from '../../../ml/tensors/checkpoint.js';
import { detectStacks } from './layers.js';
import type { OpenedModel } from './opened-model.js';
import type { ProblemList } from './problem-list.js';

/**
 * Reads the headers of every model that the file names, each once however often it is named. What can't be opened goes to
 * `problems`, at the key that names it first, and is absent from the result (by reference).
 */
export async function openModels(
  references: readonly { readonly reference: string; readonly key: string }[],
  context: { readonly files: Files; readonly folder: string; readonly signal: AbortSignal },
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
      const file = path.resolve(context.folder, reference);
      const identity = (await context.files.realPath(file)) ?? file;
      const known = [...opened.values()].find((model) => model.identity === identity);
      const checkpoint = known?.checkpoint ?? (await openCheckpoint(context.files, file, context.signal));
      const stacks = known?.stacks ?? detectStacks(checkpoint.tensors.keys());
      opened.set(reference, { reference, identity, checkpoint, stacks });
    } catch (thrown) {
      if (isCancellation(thrown) || !(thrown instanceof ModelsmithError)) {
        throw thrown;
      }
      problems.push(...thrown.problems.map((one) => ({ ...one, where: { ...one.where, model: reference, key } })));
    }
  }
  return opened;
}
