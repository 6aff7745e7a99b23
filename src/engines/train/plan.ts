import * as path from 'node:path';
import { problem, problemsOf, type Problem } from '../../base/errors.js';
import type { PlanContext } from '../../experiments/kind.js';
import { ensureBackend } from '../../ml/compute/ensure-backend.js';
import type { Network } from '../../ml/networks/network.js';
import { outputProblems } from '../../ml/tensors/output/output-problems.js';
import { openCheckpoint } from '../../ml/tensors/checkpoint.js';
import type { Plan } from '../../protocol/plan.js';
import { stepsOf } from './steps-of.js';
import type { TrainSpec } from './spec.js';
import { openSession, type Session, type SessionSpec } from './training/open-session.js';

/** Weights, their gradients twice (as tensors and as one vector), the optimizer's vectors, and a snapshot being written. */
const COPIES_OF_WEIGHTS = 8;
/** The program and a backend's library. Measured: 130 (WebAssembly) to 290 MB (TensorFlow). */
const RUNTIME_BYTES = 300e6;
const BYTES = 4;

/** What a training would do and what stands in its way: data are opened by their headers and labels, the network is built. */
export async function planTraining(spec: TrainSpec, context: PlanContext): Promise<Plan> {
  const { files, output, experiment, folder } = context;
  await ensureBackend();
  const problems: Problem[] = [];
  const stages = [
    { key: '', spec },
    ...(spec.source === undefined ? [] : [{ key: 'source.', spec: { ...spec, data: spec.source.data } }]),
  ];
  const sessions: Session[] = [];
  try {
    for (const stage of stages) {
      const opened = await tryOpen(stage.spec, context);
      if ('problems' in opened) {
        problems.push(...opened.problems.map((one) => placed(one, stage.key)));
      } else {
        sessions.push(opened);
      }
    }
    if (output !== undefined) {
      const inputs = spec.model === undefined ? [] : await modelInput(spec.model, context);
      problems.push(...(await outputProblems(output, { files, experiment: experiment.file, inputs })));
    }
    const [target] = sessions;
    const elements = target === undefined ? 0 : weightsOf(target.task.network);
    const writeBytes = elements * BYTES * (2 + spec.checkpoints.keep);
    const freeDiskBytes = await files.freeBytes(output?.path ?? folder);
    if (writeBytes > freeDiskBytes) {
      const args = { neededBytes: writeBytes, freeBytes: freeDiskBytes };
      problems.push(problem('disk-space', args, { key: 'output' }));
    }
    return {
      kind: 'train',
      name: experiment.name,
      problems,
      figures: target === undefined ? [] : figuresOf(spec, target),
      estimate: {
        readBytes: 0,
        writeBytes,
        memoryBytes: RUNTIME_BYTES + elements * BYTES * COPIES_OF_WEIGHTS,
        freeDiskBytes,
      },
      inputs: await inputsOf(spec, context),
      ...(output === undefined ? {} : { output: output.path }),
    };
  } finally {
    for (const session of sessions) {
      await session.close();
    }
  }
}

async function tryOpen(
  spec: SessionSpec,
  { files, folder, seed, signal }: PlanContext,
): Promise<Session | { readonly problems: readonly Problem[] }> {
  try {
    return await openSession(spec, { files, folder, scratch: undefined, seed, signal, readsAll: false });
  } catch (thrown) {
    signal.throwIfAborted();
    return { problems: problemsOf(thrown) };
  }
}

/** Keys of a source's problems stand below it. */
function placed(one: Problem, prefix: string): Problem {
  const { key } = one.where;
  return key === undefined || prefix === '' ? one : { ...one, where: { ...one.where, key: `${prefix}${key}` } };
}

async function modelInput(
  model: string,
  { files, folder, signal }: PlanContext,
): Promise<readonly { readonly reference: string; readonly folder: string; readonly identity: string }[]> {
  try {
    const checkpoint = await openCheckpoint(files, path.resolve(folder, model), signal);
    const identity = (await files.realPath(path.resolve(folder, model))) ?? checkpoint.folder;
    return [{ reference: model, folder: checkpoint.folder, identity }];
  } catch {
    // Told already, when the session was opened.
    return [];
  }
}

function weightsOf({ weights }: Network): number {
  return weights.reduce((sum, { variable }) => sum + variable.size, 0);
}

function figuresOf(spec: TrainSpec, { task, description, parts }: Session): Plan['figures'] {
  const { dataset, indices } = parts.train;
  return [
    { name: 'network', value: String(description['type'] ?? description['model_type']) },
    { name: 'parameters', value: weightsOf(task.network) },
    { name: 'optimizer', value: String(spec.optimizer['name']) },
    { name: 'training-examples', value: indices.length },
    { name: 'validation-examples', value: task.heldOut.validation },
    { name: 'test-examples', value: task.heldOut.test },
    ...(dataset.labels === undefined ? [] : [{ name: 'classes', value: dataset.classes.length }]),
    { name: 'steps', value: stepsOf(spec, task.stepsPerEpoch) },
  ];
}

/** Files that are read: of the data, the model and the tokenizer. */
async function inputsOf(spec: TrainSpec, { files, folder }: PlanContext): Promise<readonly string[]> {
  const named = [spec.data, ...(spec.source === undefined ? [] : [spec.source.data])]
    .flatMap(({ train, validation, test }) => [train, validation, test])
    .flatMap((one) => (typeof one === 'number' ? [] : pathsOf(one)));
  const models = [spec.model, spec.tokenizer].filter((one) => one !== undefined);
  const found: string[] = [];
  for (const one of [...named, ...models]) {
    const place = path.resolve(folder, one);
    const stat = await files.stat(place);
    if (stat?.isFolder === false) {
      found.push(place);
    } else if (stat !== undefined && models.includes(one)) {
      const names = await files.list(place);
      found.push(...names.filter((name) => /\.(?:safetensors|json)$/.test(name)).map((name) => path.join(place, name)));
    }
  }
  return [...new Set(found)];
}

function pathsOf(source: TrainSpec['data']['train']): readonly string[] {
  switch (source.format) {
    case 'cifar10':
    case 'cifar100':
      return source.files;
    case 'idx':
    case 'npy':
      return [source.inputs, ...(source.labels === undefined ? [] : [source.labels])];
    case 'npz':
    case 'csv':
    case 'jsonl':
    case 'parquet':
      return [source.file];
    case 'images':
    case 'glyphs':
    case 'zipf-world':
      return [];
  }
}
