import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { RunContext } from '../../../base/ports.js';
import { filesRead, prepareMerge } from '../prepare.js';
import { ProblemList } from '../resolution/problem-list.js';
import { fingerprintOf } from '../run-state.js';
import { aloneAsMerge, type MergeCandidate } from './candidates.js';

type Context = Pick<RunContext<unknown>, 'files' | 'folder' | 'signal' | 'seed' | 'inputs'>;

/** Tells a candidate from every other by all that decides its weights: the merge to the last parameter, and its inputs. */
export async function candidateDigest({ model, spec }: MergeCandidate, context: Context): Promise<string> {
  const hash = createHash('sha256');
  const folder = model === undefined ? undefined : path.resolve(context.folder, model);
  let files: readonly string[];
  if (folder !== undefined && (await context.files.stat(folder))?.isFolder === true) {
    const names = await context.files.list(folder);
    hash.update(folder);
    files = names.filter((name) => /\.(safetensors|json|model)$/.test(name)).map((name) => path.join(folder, name));
  } else {
    const merge = await prepareMerge(spec ?? aloneAsMerge(model ?? ''), context, new ProblemList());
    hash.update(fingerprintOf(merge, context.seed));
    files = filesRead(merge.tensors);
  }
  const known = new Map(context.inputs.map((input) => [input.path, input.digest]));
  for (const file of files) {
    const stat = await context.files.stat(file);
    hash.update(`\n${file} ${known.get(file) ?? `${String(stat?.bytes)} ${String(stat?.modifiedMs)}`}`);
  }
  return hash.digest('hex');
}
