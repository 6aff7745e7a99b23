import * as path from 'node:path';
import { prepareMerge, type PrepareContext, type PreparedMerge } from '../prepare.js';
import type { OpenedModel } from '../resolution/opened-model.js';
import { ProblemList } from '../resolution/problem-list.js';
import type { MergeSpec } from '../spec/schema.js';
import { plannedModel } from './planned-model.js';
import { stagesOf } from './stages-of.js';

/** A file's merges, known before anything is read: each takes the results of those before it as they will be. */
export interface PreparedStages {
  readonly stages: readonly PreparedMerge[];
  readonly last: PreparedMerge;
  /** True of files that a stage is still to make. */
  readonly isMade: (file: string) => boolean;
}

/** Prepares the stages of a file and the merge that they lead to. What is wrong with a stage is told at its key. */
export async function prepareStages(
  spec: MergeSpec,
  context: PrepareContext,
  problems: ProblemList,
): Promise<PreparedStages> {
  const results = new Map<string, OpenedModel>();
  const stages: PreparedMerge[] = [];
  // A place that is nowhere: a planned file is never opened.
  const place = path.join(context.folder, '.modelsmith-stages');
  for (const [i, { name, spec: stage }] of stagesOf(spec).entries()) {
    const own = new ProblemList();
    const merge = await prepareMerge(stage, { ...context, results }, own);
    problems.push(...own.list.map((one) => ({ ...one, where: { ...one.where, key: keyIn(i, one.where.key) } })));
    stages.push(merge);
    results.set(name, await plannedModel(name, merge, { files: context.files, folder: path.join(place, name) }));
  }
  const last = await prepareMerge(spec, { ...context, results }, problems);
  return { stages, last, isMade: (file) => file.startsWith(place + path.sep) };
}

/** The key of a stage's problem, from the top of the file. */
function keyIn(stage: number, key: string | undefined): string {
  return key === undefined ? `stages.${String(stage)}` : `stages.${String(stage)}.${key}`;
}
