import { problem, type Problem } from '../../base/errors.js';
import type { PlanContext } from '../../experiments/kind.js';
import { ensureBackend } from '../../ml/compute/ensure-backend.js';
import type { Plan } from '../../protocol/plan.js';
import { trainingInputs } from '../train/training/training-inputs.js';
import { shareMemory } from './memory-share.js';
import { outlineTasks } from './outline-tasks.js';
import { planTrainings } from './plan-trainings.js';
import type { StabilitySpec } from './spec.js';
import { seedsOf } from './spec/cell-counts.js';

/** Log, snapshot and report take about so much a training. */
const TRAINING_BYTES = 2000;

/** What a comparison would do and what stands in its way: every task's data are opened by headers, its network is built. */
export async function planStability(spec: StabilitySpec, context: PlanContext): Promise<Plan> {
  const { files, folder, experiment, seed, signal, hub } = context;
  await ensureBackend();
  const seeds = seedsOf(spec, seed);
  const { outlines, problems } = await outlineTasks(spec, { files, folder, seed, signal, hub });
  const { memoryBytes: limitBytes, workers: wanted = 1 } = experiment.resources;
  const { workers, memoryBytes } = shareMemory(outlines, { workers: wanted, limitBytes });
  const trainings = planTrainings(spec, seeds);
  const writeBytes = trainings.length * TRAINING_BYTES;
  const freeDiskBytes = await files.freeBytes(folder);
  const steps = trainings.reduce((sum, { task }) => sum + (outlines[task]?.steps ?? 0), 0);
  return {
    kind: 'stability',
    name: experiment.name,
    problems: [
      ...problems,
      ...memoryProblems(memoryBytes, limitBytes),
      ...(writeBytes > freeDiskBytes
        ? [problem('disk-space', { neededBytes: writeBytes, freeBytes: freeDiskBytes }, { file: folder })]
        : []),
    ],
    figures: [
      { name: 'tasks', value: spec.tasks.length },
      { name: 'optimizers', value: spec.optimizers.length },
      { name: 'learning-rates', value: spec.learning_rates.length },
      { name: 'seeds', value: seeds.length },
      { name: 'trainings', value: trainings.length },
      ...(problems.length === 0 ? [{ name: 'steps', value: steps }] : []),
      { name: 'workers', value: workers },
    ],
    estimate: { readBytes: 0, writeBytes, memoryBytes, freeDiskBytes },
    inputs: await trainingInputs(problems.length === 0 ? outlines.map(({ located }) => located) : spec.tasks, context),
  };
}

function memoryProblems(neededBytes: number, limitBytes: number | undefined): readonly Problem[] {
  return limitBytes !== undefined && neededBytes > limitBytes
    ? [problem('stability-memory', { neededBytes, limitBytes }, { key: 'resources.memory' })]
    : [];
}
