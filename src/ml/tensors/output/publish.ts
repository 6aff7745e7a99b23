import { modelsmithError } from '../../../base/errors.js';
import { partialOutput } from '../../../base/partial-output.js';
import type { Files, OutputTarget } from '../../../base/ports.js';
import { holdsModel } from './holds-model.js';

/** The names that a result goes through: it grows at `partial`; what stood at `path` waits at `aside` until it is replaced. */
export interface OutputNames extends OutputTarget {
  readonly partial: string;
  readonly aside: string;
}

export function outputNames(output: OutputTarget, runId: string): OutputNames {
  return { ...output, partial: partialOutput(output.path, runId), aside: `${output.path}.replaced-${runId}` };
}

/**
 * Gives a whole result its name. May be called again after a crash at any point: what has been done already is seen by
 * what is there. Throws `output-exists` when something came to the name meanwhile that may not be replaced, and
 * `output-not-a-folder` or `output-not-a-model` when it is nothing that a result replaces.
 */
export async function publish(files: Files, names: OutputNames): Promise<void> {
  const { path: target, partial, aside, overwrite } = names;
  if ((await files.stat(partial)) !== undefined) {
    const there = await files.stat(target);
    if (there !== undefined) {
      const names = there.isFolder ? await files.list(target) : undefined;
      if (!overwrite && names?.length !== 0) {
        throw modelsmithError('output-exists', { output: target }, { file: target });
      }
      if (names === undefined) {
        throw modelsmithError('output-not-a-folder', { output: target }, { file: target });
      }
      if (names.length > 0 && !holdsModel(names)) {
        throw modelsmithError('output-not-a-model', { output: target, found: names.slice(0, 3) }, { file: target });
      }
      await files.remove(aside);
      await files.rename(target, aside);
    }
    await files.rename(partial, target);
  } else if ((await files.stat(target)) === undefined) {
    throw modelsmithError('file-missing', { file: partial }, { file: partial });
  }
  await files.remove(aside);
}
