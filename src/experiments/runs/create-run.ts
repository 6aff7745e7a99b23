import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { RUN_FORMAT } from '../../protocol/run-record.js';
import type { RunRecord } from '../../protocol/run-record.js';
import type { Experiment } from '../experiment.js';
import { newRunId } from './run-id.js';
import { runPaths } from './run-paths.js';
import { writeRunRecord } from './run-record-file.js';
import { prepareRoot } from './run-root.js';

export interface CreateRunOptions {
  readonly startedBy: RunRecord['startedBy'];
  /** Shared by the runs of one matrix; from `newGroup`. */
  readonly group?: string;
  /** Whoever takes the run from the queue is to start it in the background. */
  readonly background?: boolean;
  readonly now?: () => number;
}

/** A name that the runs of one matrix share. */
export function newGroup(): string {
  return randomBytes(8).toString('hex');
}

/** Makes the folder of a new run, with status *queued*, and returns it. It appears whole, under its final name. */
export async function createRun(root: string, experiment: Experiment, options: CreateRunOptions): Promise<string> {
  const { runs } = await prepareRoot(root);
  const createdAt = (options.now ?? Date.now)();
  const id = newRunId(experiment.name, new Date(createdAt));
  const threads = experiment.operationThreads ?? experiment.resources.workers;
  const record: RunRecord = {
    format: RUN_FORMAT,
    id,
    kind: experiment.kind,
    name: experiment.name,
    status: 'queued',
    experiment: experiment.file,
    folder: experiment.folder,
    ...(experiment.matrixValues === undefined ? {} : { matrix: experiment.matrixValues }),
    ...(options.group === undefined ? {} : { group: options.group }),
    seed: experiment.seed,
    versions: {},
    backend: { name: 'none', reason: 'not-started' },
    ...(threads === undefined ? {} : { threads }),
    ...(experiment.carrier === undefined ? {} : { carrier: experiment.carrier }),
    startedBy: options.startedBy,
    ...(options.background === true ? { background: true } : {}),
    createdAt,
    attempts: 0,
    inputs: [],
    ...(experiment.output === undefined ? {} : { output: outputOf(experiment, experiment.output, id) }),
  };
  const making = path.join(runs, `.${id}.partial`);
  const folder = path.join(runs, id);
  try {
    await fs.mkdir(runPaths(making).artifacts, { recursive: true });
    await fs.writeFile(runPaths(making).experiment, experiment.source);
    await writeRunRecord(making, record);
    await fs.rename(making, folder);
  } catch (thrown) {
    await fs.rm(making, { recursive: true, force: true }).catch(() => undefined);
    throw thrown;
  }
  return folder;
}

/** The output as an absolute path; `{run}` in it becomes the run's id. */
function outputOf(experiment: Experiment, output: string, id: string): string {
  return path.resolve(experiment.folder, output.replaceAll('{run}', id));
}
