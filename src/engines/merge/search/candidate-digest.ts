import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { RunContext } from '../../../base/ports.js';
import { filesRead, prepareMerge, type PreparedMerge } from '../prepare.js';
import { ProblemList } from '../resolution/problem-list.js';
import { fingerprintOf } from '../run-state.js';
import { aloneAsMerge, type MergeCandidate } from './candidates.js';

type Context = Pick<RunContext<unknown>, 'files' | 'folder' | 'signal' | 'seed' | 'inputs'>;

/** What a folder holds besides weights that decides how its model computes, and what it reads. */
const COMPANIONS = /\.(json|model|txt|jinja|tiktoken|py)$/;

/**
 * Tells a candidate from every other by all that decides what it scores: the merge to the last parameter, its inputs, and
 * the configuration and the tokenizer that it is given.
 */
export async function candidateDigest({ model, spec }: MergeCandidate, context: Context): Promise<string> {
  const hash = createHash('sha256');
  const folder = model === undefined ? undefined : path.resolve(context.folder, model);
  let files: readonly string[];
  if (folder !== undefined && (await context.files.stat(folder))?.isFolder === true) {
    const names = await context.files.list(folder);
    hash.update(folder);
    const isPart = (name: string): boolean => name.endsWith('.safetensors') || COMPANIONS.test(name);
    files = names.filter(isPart).map((name) => path.join(folder, name));
  } else {
    const merge = await prepareMerge(spec ?? aloneAsMerge(model ?? ''), context, new ProblemList());
    const { chat_template: template, tokenizer, tokenizer_source: source } = merge.spec;
    hash.update(fingerprintOf(merge, context.seed));
    hash.update(JSON.stringify([template, tokenizer, source]));
    files = [...filesRead(merge.tensors), ...companionsOf(merge)];
  }
  const known = new Map(context.inputs.map((input) => [input.path, input.digest]));
  for (const file of files) {
    const stat = await context.files.stat(file);
    hash.update(`\n${file} ${known.get(file) ?? `${String(stat?.bytes)} ${String(stat?.modifiedMs)}`}`);
  }
  return hash.digest('hex');
}

/** Files that the result's configuration and tokenizer are made of. */
function companionsOf({ models, leading, vocabulary }: PreparedMerge): readonly string[] {
  const givers = vocabulary === undefined ? [leading] : [...models.values()];
  const files = givers.flatMap((model) =>
    (model?.checkpoint.companions ?? [])
      .filter((name) => COMPANIONS.test(name))
      .map((name) => path.join(model?.checkpoint.folder ?? '', name)),
  );
  return [...new Set(files)];
}
