import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { RunStore } from '../../../src/experiments/runs/run-store.js';
import { readEvents } from '../../../src/experiments/runs/read-events.js';
import { emptyStability, reduceStability } from '../../../src/protocol/stability.js';
import { summarizeStability, type StabilitySummary } from '../../../src/protocol/stability-summary.js';
import { projectRoot } from '../../rig/project-root.js';
import { runProgram } from '../../rig/run-program.js';
import type { BenchTask } from './tasks.js';

export interface Comparison {
  readonly summary: StabilitySummary;
  /** Names of the tasks on which AdamG's weakness was told. */
  readonly hints: readonly string[];
  readonly trainings: number;
  /** What all trainings took, one after the other. */
  readonly seconds: number;
  readonly wallSeconds: number;
}

/** Runs a comparison of the tasks with the built program, in `folder`, where `digits.npz` lies. */
export async function runExperiment(
  name: string,
  tasks: readonly BenchTask[],
  options: { readonly folder: string; readonly seeds: readonly number[]; readonly optimizers?: readonly unknown[] },
): Promise<Comparison> {
  const { folder, seeds, optimizers } = options;
  const experiment = {
    kind: 'stability',
    name,
    tasks: tasks.map(({ name: task, network, inputs, batchSize, steps }) => ({
      name: task,
      network,
      data: {
        train: { format: 'npz', file: './digits.npz', inputs, labels: 'labels' },
        validation: 0.2,
        test: 0.25,
        normalise: false,
      },
      steps,
      batch_size: batchSize,
    })),
    ...(optimizers === undefined ? {} : { optimizers }),
    seeds,
  };
  const file = path.join(folder, `${name}.experiment.yaml`);
  // JSON is YAML.
  await fs.writeFile(file, JSON.stringify(experiment, null, 2));
  const begun = performance.now();
  await runProgram(process.execPath, [path.join(projectRoot, 'dist', 'cli.js'), 'run', file, '--root', folder]);
  const wallSeconds = (performance.now() - begun) / 1000;
  const { folder: runFolder } = await new RunStore(folder).find('latest');
  const state = reduceStability(emptyStability, await readEvents(runFolder));
  const summary = summarizeStability(state);
  if (summary === undefined) {
    throw new Error(`${name} compared nothing`);
  }
  const hints = state.notes.flatMap(({ code, where }) =>
    code === 'train-slow' ? [tasks[Number(where.key?.split('.')[1])]?.name ?? ''] : [],
  );
  // A cell of the grid that is one under test, too, was trained once.
  const trained = new Map(state.cells.map((cell) => [`${cell.task} ${cell.seed} ${cell.seconds}`, cell.seconds]));
  const seconds = [...trained.values()].reduce((sum, one) => sum + one, 0);
  return { summary, hints, trainings: trained.size, seconds, wallSeconds };
}
