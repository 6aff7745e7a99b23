import * as path from 'node:path';
import { ModelsmithError, type Problem } from '../../../base/errors.js';
import type { Files, RunContext } from '../../../base/ports.js';
import type { EngineResult } from '../../../experiments/kind.js';
import { outputNames, publish, type OutputNames } from '../../../ml/tensors/output/publish.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import { InputFiles } from '../input-files.js';
import { removeRemains } from '../output/remove-remains.js';
import { changedInputs, type InputStat } from '../run-state.js';
import { ProblemList } from '../resolution/problem-list.js';
import type { ExtractSpec } from '../spec/extract-schema.js';
import { adapterCard } from './adapter-card.js';
import { tiedHeadOf } from './adapter-description.js';
import { changedTensors } from './changed-tensors.js';
import { differenceMatrix } from './difference-matrix.js';
import { extractModule } from './extract-module.js';
import {
  asExtractionState,
  fingerprintOfExtraction,
  initialExtraction,
  type DoneModule,
  type ExtractionState,
} from './extraction-state.js';
import { checkExtraction } from './plan-extraction.js';
import {
  filesOfExtraction,
  keepsDifference,
  prepareExtraction,
  type PreparedExtraction,
} from './prepare-extraction.js';
import { factorsFile, writeAdapter, ADAPTER_WEIGHTS } from './write-adapter.js';
import { ADAPTER_CONFIG } from '../adapters/adapter-config.js';

type Context = RunContext<EmittedEvent>;

/** Decomposes one module after the other, puts the adapter together beside the output, and gives it its name. */
export async function runExtraction(spec: ExtractSpec, context: Context): Promise<EngineResult> {
  const { files, emit, snapshot } = context;
  const problems = new ProblemList();
  const prepared = await prepareExtraction(spec, context, problems);
  throwErrors(problems.list);
  const target = context.output ?? { path: path.join(context.artifacts, 'adapter'), overwrite: true };
  const names = outputNames(target, context.runId);
  let state = (await keptState(prepared, names, context)) ?? (await begin(prepared, names, { context, problems }));
  const inputs = new InputFiles(files);
  try {
    if (state.whole === undefined) {
      state = await extractModules(prepared, names, { context, inputs, state });
      const whole = await finish(prepared, names, { context, inputs, done: state.done });
      const changed = await changedInputs(files, state.inputs, 'during-run');
      if (changed.length > 0) {
        await files.remove(names.partial);
      }
      throwErrors(changed);
      state = { ...state, whole };
      await snapshot.save(state);
    }
  } finally {
    await inputs.close();
  }
  await publish(files, names);
  const { bytes = 0, saved = 0, left = 0 } = state.whole ?? {};
  emit({ type: 'artifact', name: path.basename(names.path), path: names.path, bytes });
  return { output: names.path, figures: figuresOf(state.done, { bytes, saved, left }) };
}

/** What an earlier attempt left, where all that it counts as done is there; undefined to begin at the start. */
async function keptState(
  prepared: PreparedExtraction,
  names: OutputNames,
  { files, snapshot, seed, inputs }: Context,
): Promise<ExtractionState | undefined> {
  const state = asExtractionState(await snapshot.latest(), fingerprintOfExtraction(prepared, seed));
  if (state === undefined) {
    return undefined;
  }
  const verified = new Map(inputs.map(({ path: file, bytes, modifiedMs }) => [file, { file, bytes, modifiedMs }]));
  const current = { ...state, inputs: state.inputs.map((input) => verified.get(input.file) ?? input) };
  throwErrors(await changedInputs(files, current.inputs, 'before-resume'));
  if (state.whole !== undefined) {
    return current;
  }
  for (const index of state.done.keys()) {
    if ((await files.stat(factorsFile(names.partial, index))) === undefined) {
      return undefined;
    }
  }
  return current;
}

/** Checks what can be checked before the first value is computed. */
async function begin(
  prepared: PreparedExtraction,
  names: OutputNames,
  { context, problems }: { readonly context: Context; readonly problems: ProblemList },
): Promise<ExtractionState> {
  const { files, snapshot, emit } = context;
  await files.remove(names.partial);
  if ((await snapshot.latest()) !== undefined) {
    await snapshot.discard();
  }
  await checkExtraction(prepared, { ...context, place: names.path }, problems);
  throwErrors(problems.list);
  for (const one of problems.list) {
    emit({ type: 'log', level: 'warning', problem: one });
  }
  return initialExtraction(
    fingerprintOfExtraction(prepared, context.seed),
    await statFiles(files, filesOfExtraction(prepared)),
  );
}

/** Decomposes the modules that aren't yet; each is a point from which a resume goes on. */
async function extractModules(
  prepared: PreparedExtraction,
  names: OutputNames,
  run: { readonly context: Context; readonly inputs: InputFiles; readonly state: ExtractionState },
): Promise<ExtractionState> {
  const { context, inputs } = run;
  const { files, emit, signal, snapshot, random, experiment } = context;
  const { spec, tensors, rank, dtype, isTransposed } = prepared;
  const total = tensors.lora.reduce((sum, { elements }) => sum + elements, 0);
  let { state } = run;
  let done = tensors.lora.slice(0, state.done.length).reduce((sum, { elements }) => sum + elements, 0);
  if (state.done.length === 0) {
    emit({ type: 'phase', phase: 'merge/extracting' });
  }
  for (const [index, pair] of tensors.lora.entries()) {
    if (index < state.done.length) {
      continue;
    }
    inputs.keepAdapters(2);
    const keep = keepsDifference(prepared, pair, experiment.resources.memoryBytes);
    const module = await extractModule(pair, differenceMatrix(pair, { inputs, keep, signal }), {
      rank,
      energy: spec.energy,
      oversampling: spec.oversampling,
      powerIterations: spec.power_iterations,
      dtype,
      random: random(`extract-lora/${pair.name}`),
      isTransposed,
    });
    const { a, b, energy, error } = module;
    const writer = await files.create(factorsFile(names.partial, index), a.bytes.length + b.bytes.length);
    try {
      await writer.write(a.bytes, 0);
      await writer.write(b.bytes, a.bytes.length);
    } finally {
      await writer.close();
    }
    done += pair.elements;
    const { shape } = pair;
    emit({ type: 'merge/module', module: pair.module, shape, rank: module.rank, energy, error });
    emit({ type: 'progress', done, total, unit: 'parameters' });
    const result: DoneModule = { rank: module.rank, energy, error, a: a.shape, b: b.shape };
    state = { ...state, done: [...state.done, result] };
    await snapshot.save(state);
  }
  return state;
}

/** Puts the adapter together, and tells what changed and isn't in it. */
async function finish(
  prepared: PreparedExtraction,
  names: OutputNames,
  run: { readonly context: Context; readonly inputs: InputFiles; readonly done: readonly DoneModule[] },
): Promise<NonNullable<ExtractionState['whole']>> {
  const { context, inputs, done } = run;
  const { files, emit, signal, experiment } = context;
  const { tensors } = prepared;
  emit({ type: 'phase', phase: 'merge/finishing' });
  const saved = await changedTensors(tensors.saved, { inputs, signal });
  const left = await changedTensors(tensors.left, { inputs, signal });
  const [first] = left;
  if (first !== undefined) {
    const where = { model: prepared.spec.model, tensor: first.name };
    const args = { tensors: left.length };
    emit({
      type: 'log',
      level: 'warning',
      problem: { code: 'lora-tensors-left', arguments: args, where, severity: 'warning' },
    });
  }
  await files.makeFolder(names.partial);
  const head = tiedHeadOf(prepared, saved);
  const written = head === undefined ? saved : [...saved, head];
  const bytes = await writeAdapter(prepared, names.partial, { files, inputs, signal, done, saved: written });
  await files.writeAtomically(path.join(names.partial, 'README.md'), adapterCard(prepared, { context, done }));
  await files.writeAtomically(path.join(names.partial, 'experiment.yaml'), experiment.source);
  const kept = new Set([ADAPTER_WEIGHTS, ADAPTER_CONFIG, 'README.md', 'experiment.yaml']);
  await removeRemains(files, names.partial, kept);
  return { bytes, saved: saved.length, left: left.length };
}

function figuresOf(
  done: readonly DoneModule[],
  { bytes, saved, left }: { readonly bytes: number; readonly saved: number; readonly left: number },
): EngineResult['figures'] {
  const mean = (of: (one: DoneModule) => number): number =>
    done.reduce((sum, one) => sum + of(one), 0) / Math.max(1, done.length);
  return [
    { name: 'energy-kept', value: mean(({ energy }) => energy) },
    { name: 'modules', value: done.length },
    { name: 'mean-rank', value: mean(({ rank }) => rank) },
    { name: 'largest-error', value: Math.max(0, ...done.map(({ error }) => error)) },
    { name: 'saved-tensors', value: saved },
    { name: 'left-tensors', value: left },
    { name: 'size', value: bytes, unit: 'bytes' },
  ];
}

async function statFiles(files: Files, paths: readonly string[]): Promise<readonly InputStat[]> {
  const stats: InputStat[] = [];
  for (const file of paths) {
    const stat = await files.stat(file);
    stats.push({ file, bytes: stat?.bytes ?? -1, modifiedMs: stat?.modifiedMs ?? -1 });
  }
  return stats;
}

function throwErrors(problems: readonly Problem[]): void {
  const [first, ...rest] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined) {
    throw new ModelsmithError([first, ...rest]);
  }
}
