import * as path from 'node:path';
import { ModelsmithError, type Problem } from '../../base/errors.js';
import type { RunContext } from '../../base/ports.js';
import type { EngineResult } from '../../experiments/kind.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { checkMerge } from './check-merge.js';
import { checkCopies } from './copy-tensor.js';
import { InputFiles } from './input-files.js';
import { LocalExecutor } from './local-executor.js';
import { demandsOf, shareMemory } from './memory-budget.js';
import type { MergeBackend } from './merge-backend.js';
import type { MergeExecutor } from './merge-executor.js';
import { MergeJournal } from './merge-journal.js';
import { mergeShards, shardsLeft } from './merge-shards.js';
import { figuresOfTotals } from './merge-totals.js';
import { drawnKeepSource } from './methods/drawn-keep-source.js';
import { outputNames, publish, type OutputNames } from '../../ml/tensors/output/publish.js';
import { removeRemains } from './output/remove-remains.js';
import { writeCompanions } from './output/write-companions.js';
import { plainBackend } from './plain-backend.js';
import { PoolExecutor } from './pool-executor.js';
import { prepareMerge, type PreparedMerge } from './prepare.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import { ProblemList } from './resolution/problem-list.js';
import {
  asMergeState,
  changedInputs,
  fingerprintOf,
  initialState,
  statInputs,
  type InputStat,
  type MergeState,
} from './run-state.js';
import { createSimdBackend } from './simd-backend.js';
import type { MergeSpec } from './spec/schema.js';
import type { KeepSource } from './tensor-merge.js';

type Context = RunContext<EmittedEvent>;

export interface MergeRunOptions {
  /** Which elements random methods keep, in place of the run's own draws. */
  readonly keepSource?: (unit: MergeUnit) => KeepSource;
  /** What does the arithmetic in this thread, in place of the SIMD kernels where they can be had. */
  readonly backend?: MergeBackend;
  /** Merges of fewer elements are done in this thread. */
  readonly poolElements?: number;
  /** The result's `README.md`, where a merge is only how it is made. */
  readonly card?: string;
  /** Folders that earlier stages of the file have made, by name. */
  readonly results?: ReadonlyMap<string, string>;
}

/** Merges shard after shard into a folder beside the output, which gets its name when it is whole. */
export async function runMerge(
  spec: MergeSpec,
  context: Context,
  options: MergeRunOptions = {},
): Promise<EngineResult> {
  const { files, emit } = context;
  const problems = new ProblemList();
  const merge = await prepareMerge(spec, { ...context, results: options.results }, problems);
  throwErrors(problems.list);
  const target = context.output ?? { path: path.join(context.artifacts, 'model'), overwrite: true };
  const names = outputNames(target, context.runId);
  const state = (await keptState(merge, names, context)) ?? (await begin(merge, names, { context, problems }));
  const journal = new MergeJournal(merge, context, state);
  if (!state.isWhole) {
    await fillFolder(merge, names, { context, options, journal });
    await removeIfChanged(state, names, context);
    await journal.save({ isWhole: true });
  }
  await publish(files, names);
  const bytes = merge.layout.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  emit({ type: 'artifact', name: path.basename(names.path), path: names.path, bytes });
  return { output: names.path, figures: figuresOfTotals(journal.totals, bytes, merge.tasks) };
}

/** What an earlier attempt left, where all that it counts as written is there; undefined to begin at the start. */
async function keptState(merge: PreparedMerge, names: OutputNames, context: Context): Promise<MergeState | undefined> {
  const { files, snapshot } = context;
  const state = asMergeState(await snapshot.latest(), fingerprintOf(merge, context.seed));
  if (state === undefined) {
    return undefined;
  }
  const current = { ...state, inputs: withVerified(state.inputs, context.inputs) };
  throwErrors(await changedInputs(files, current.inputs, 'before-resume'));
  if (state.isWhole) {
    return current;
  }
  const untouched = new Set(
    shardsLeft(merge, state.written)
      .filter(({ isBegun }) => !isBegun)
      .map(({ layout }) => layout),
  );
  for (const shard of merge.layout.shards.filter((one) => !untouched.has(one))) {
    const stat = await files.stat(path.join(names.partial, shard.name));
    if (stat?.bytes !== shard.bytes) {
      return undefined;
    }
  }
  return current;
}

/** Whoever resumes a run has compared its inputs' content: a file of another time may well be the same. */
function withVerified(inputs: readonly InputStat[], verified: Context['inputs']): readonly InputStat[] {
  const stats = new Map(verified.map(({ path: file, bytes, modifiedMs }) => [file, { file, bytes, modifiedMs }]));
  return inputs.map((input) => stats.get(input.file) ?? input);
}

/** Checks what can be checked before the first value is computed, and says what the run is about. */
async function begin(
  merge: PreparedMerge,
  names: OutputNames,
  { context, problems }: { readonly context: Context; readonly problems: ProblemList },
): Promise<MergeState> {
  const { files, output, emit, signal } = context;
  const { memoryBytes: limitBytes, workers = 1 } = context.experiment.resources;
  await files.remove(names.partial);
  if ((await context.snapshot.latest()) !== undefined) {
    await context.snapshot.discard();
  }
  const { file: experiment } = context.experiment;
  const limits = { workers, limitBytes };
  await checkMerge(merge, { files, experiment, output, place: names.path, limits }, problems);
  throwErrors(problems.list);
  for (const one of problems.list) {
    emit({ type: 'log', level: 'warning', problem: one });
  }
  const inputs = new InputFiles(files);
  try {
    for (const tensor of merge.tensors) {
      if (tensor.type === 'copy') {
        await checkCopies(tensor, { inputs, signal });
      }
    }
  } finally {
    await inputs.close();
  }
  emit({ type: 'merge/tasks', method: merge.method.name, tasks: merge.tasks });
  return initialState(fingerprintOf(merge, context.seed), await statInputs(files, merge));
}

/** Merges what isn't merged yet, and puts the rest of a model's folder beside it. */
async function fillFolder(
  merge: PreparedMerge,
  names: OutputNames,
  run: { readonly context: Context; readonly options: MergeRunOptions; readonly journal: MergeJournal },
): Promise<void> {
  const { context, journal, options } = run;
  const { files, signal } = context;
  const executor = executorOf(merge, run);
  try {
    await mergeShards(merge, { files, signal, executor, journal, folder: names.partial });
  } catch (thrown) {
    if (isBeyondRepair(thrown)) {
      await files.remove(names.partial);
    }
    throw thrown;
  } finally {
    await executor.close();
  }
  journal.phase('merge/finishing');
  await removeRemains(files, names.partial, new Set(merge.layout.shards.map(({ name }) => name)));
  await writeCompanions(merge, names.partial, { ...context, card: options.card });
}

/** A result of inputs that changed meanwhile may be of two versions: it doesn't get a name. */
async function removeIfChanged(state: MergeState, names: OutputNames, { files }: Context): Promise<void> {
  const changed = await changedInputs(files, state.inputs, 'during-run');
  if (changed.length > 0) {
    await files.remove(names.partial);
  }
  throwErrors(changed);
}

/** A full disk can be helped and the run resumed; values that aren't finite would be so again. */
function isBeyondRepair(thrown: unknown): boolean {
  return thrown instanceof ModelsmithError && thrown.problems.some(({ code }) => code === 'merge-not-finite');
}

/** Who does the work: threads of the pool, or this one, where a merge is small or its choices are given. */
function executorOf(
  merge: PreparedMerge,
  {
    context,
    options,
    journal,
  }: { readonly context: Context; readonly options: MergeRunOptions; readonly journal: MergeJournal },
): MergeExecutor {
  const { method, units, tensors } = merge;
  const { signal, seed, random, files, tasks } = context;
  const { memoryBytes: limitBytes, workers = 1 } = context.experiment.resources;
  const { keepSource, poolElements } = options;
  const limits = { workers, limitBytes, ...(poolElements === undefined ? {} : { poolElements }) };
  const share = shareMemory(demandsOf(method, units), limits);
  const { chunkElements, workerBytes } = share;
  const onElements = (elements: number): void => {
    journal.elements(elements);
  };
  if (share.workers > 0 && keepSource === undefined && options.backend === undefined) {
    const settings = { method: method.name, seed, chunkElements, workerBytes, tensors: tensors.length };
    return new PoolExecutor({ method, tasks, workers: share.workers, settings, signal, onElements });
  }
  const backend = options.backend ?? createSimdBackend(workerBytes) ?? plainBackend;
  const { kernels } = backend;
  return new LocalExecutor({
    method,
    backend,
    inputs: new InputFiles(files),
    signal,
    onElements,
    keepSource: keepSource ?? (({ outline }) => drawnKeepSource(method, outline.name, { random, kernels })),
    chunkElements,
    tensors: tensors.length,
  });
}

function throwErrors(problems: readonly Problem[]): void {
  const [first, ...rest] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined) {
    throw new ModelsmithError([first, ...rest]);
  }
}
