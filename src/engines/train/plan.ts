import { isDeepStrictEqual } from 'node:util';
import { problem, problemsOf, type Problem } from '../../base/errors.js';
import type { PlanContext } from '../../experiments/kind.js';
import { ensureBackend } from '../../ml/compute/ensure-backend.js';
import type { Network } from '../../ml/networks/network.js';
import { outputProblems } from '../../ml/tensors/output/output-problems.js';
import { openCheckpoint } from '../../ml/tensors/checkpoint.js';
import type { Plan } from '../../protocol/plan.js';
import { keyed } from './keyed-problem.js';
import { locateModels } from './training/locate-models.js';
import { sourceSpec, targetSpec } from './stage-specs.js';
import { stepsOf } from './steps-of.js';
import type { TrainSpec } from './spec/schema.js';
import { transferProblem } from './take-learnt.js';
import { openSession, type Session, type SessionSpec } from './training/open-session.js';
import { stepBytes } from './training/step-bytes.js';
import { trainingInputs } from './training/training-inputs.js';

/** Weights, their gradients twice (as tensors and as one vector), the optimizer's vectors, and a snapshot being written. */
const COPIES_OF_WEIGHTS = 8;
/** The program and a backend's library. Measured: 130 (WebAssembly) to 290 MB (TensorFlow). */
export const RUNTIME_BYTES = 300e6;
const BYTES = 4;
/** What decides whether network and data go together: where one of these is wrong, nothing can be said of it. */
const OF_SESSIONS = ['network', 'model', 'fresh_head', 'tokenizer', 'data', 'source'];

/** What a training would do and what stands in its way: data are opened by their headers and labels, the network is outlined. */
export async function planTraining(spec: TrainSpec, context: PlanContext): Promise<Plan> {
  const { files, output, experiment, folder, draft } = context;
  await ensureBackend();
  const problems: Problem[] = [];
  const located = await tryLocate(spec, context, problems);
  const first = sourceSpec(located);
  const stages = [
    { name: 'target', spec: targetSpec(located) },
    ...(first === undefined ? [] : [{ name: 'source', spec: first } as const]),
  ] as const;
  const isUnclear = problems.length > 0 || draft?.removed.some(([key]) => OF_SESSIONS.includes(String(key))) === true;
  const sessions: Session[] = [];
  try {
    for (const stage of isUnclear ? [] : stages) {
      const opened = await tryOpen(stage.spec, context);
      if ('problems' in opened) {
        const found = opened.problems.map((one) =>
          keyed(one, stage.spec.data, stage.name === 'source' ? 'source.' : ''),
        );
        // What is wrong with the network is so for both stages.
        problems.push(...found.filter((one) => !problems.some((known) => isDeepStrictEqual(known, one))));
      } else {
        sessions.push(opened);
        problems.push(
          ...opened.warnings.map((one) => keyed(one, stage.spec.data, stage.name === 'source' ? 'source.' : '')),
        );
      }
    }
    const [target, source] = sessions;
    if (sessions.length === 2 && target !== undefined && source !== undefined) {
      const unfit = transferProblem(source, target);
      problems.push(...(unfit === undefined ? [] : [unfit]));
    }
    if (output !== undefined) {
      const inputs = await modelInput(spec.model, located.model, context);
      problems.push(...(await outputProblems(output, { files, experiment: experiment.file, inputs })));
    }
    const elements = target === undefined ? 0 : weightsOf(target.task.network);
    const fixedBytes = RUNTIME_BYTES + elements * BYTES * COPIES_OF_WEIGHTS;
    const bytesAt = (batch?: number): number =>
      fixedBytes + Math.max(0, ...sessions.map((session) => stepBytes(session, spec, batch)));
    const memoryBytes = bytesAt();
    problems.push(...memoryProblems(spec.batch_size, experiment.resources.memoryBytes, bytesAt));
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
      figures: target === undefined || sessions.length < stages.length ? [] : figuresOf(spec, target),
      estimate: {
        readBytes: 0,
        writeBytes,
        memoryBytes,
        freeDiskBytes,
      },
      inputs: await trainingInputs(
        stages.map((stage) => stage.spec),
        context,
      ),
      ...(output === undefined ? {} : { output: output.path }),
    };
  } finally {
    for (const session of sessions) {
      await session.close();
    }
  }
}

/** The experiment with its models' folders; what can't be found goes to `problems`. */
export async function tryLocate<Keys extends Parameters<typeof locateModels>[0]>(
  keys: Keys,
  context: PlanContext,
  problems: Problem[],
): Promise<Keys> {
  try {
    return await locateModels(keys, context);
  } catch (thrown) {
    context.signal.throwIfAborted();
    problems.push(...problemsOf(thrown));
    return keys;
  }
}

/** Refuses what doesn't fit the memory that the experiment allows, with the largest batch that would, 0 where none does. */
function memoryProblems(
  batch: number,
  limitBytes: number | undefined,
  bytesAt: (batch: number) => number,
): readonly Problem[] {
  const neededBytes = bytesAt(batch);
  if (limitBytes === undefined || neededBytes <= limitBytes) {
    return [];
  }
  let [fits, tooLarge] = [0, batch];
  while (tooLarge - fits > 1) {
    const middle = Math.floor((fits + tooLarge) / 2);
    [fits, tooLarge] = bytesAt(middle) <= limitBytes ? [middle, tooLarge] : [fits, middle];
  }
  return [problem('train-memory', { neededBytes, limitBytes, batch, fits }, { key: 'resources.memory' })];
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

/** The model that is gone on from, which lies at `place`, where it can be opened; that it can't was told when the session was. */
export async function modelInput(
  reference: string | undefined,
  place: string | undefined,
  { files, signal }: Pick<PlanContext, 'files' | 'signal'>,
): Promise<readonly { readonly reference: string; readonly folder: string; readonly identity: string }[]> {
  if (reference === undefined || place === undefined) {
    return [];
  }
  try {
    const checkpoint = await openCheckpoint(files, place, signal);
    const identity = (await files.realPath(place)) ?? checkpoint.folder;
    return [{ reference, folder: checkpoint.folder, identity }];
  } catch {
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
