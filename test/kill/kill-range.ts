import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { randomStream } from '../../src/base/random.js';
import { parseExperiment } from '../../src/experiments/parse.js';
import { lastLockOwner } from '../../src/experiments/runs/folder-lock.js';
import { processStartOf } from '../../src/experiments/runs/process-start.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { RunStore } from '../../src/experiments/runs/run-store.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { buildProduct } from '../rig/build-product.js';
import { projectRoot } from '../rig/project-root.js';
import { runProgram } from '../rig/run-program.js';

/** A merge of two models onto a base, in many shards, so that there are many places to be killed at. */
export const mergeOfShards = [
  'kind: merge',
  'name: killed',
  'merge_method: dare_ties',
  'base_model: ./base',
  'models:',
  '  - { model: ./math, parameters: { weight: 0.5, density: 0.4 } }',
  '  - { model: ./code, parameters: { weight: 0.7, density: 0.6 } }',
  'parameters: { normalize: false }',
  'max_shard_size: 1MB',
];

/** The product as it is built, in a folder of its own, and what a run that nobody kills comes to. */
export interface KillRange {
  readonly folder: string;
  readonly cli: string;
  readonly worker: string;
  /** A stand-in for the extension host; see `parent.ts`. */
  readonly parent: string;
  readonly file: string;
  readonly store: RunStore;
  /** What every run has to come to, however often it is killed. */
  readonly whole: readonly string[];
  /** How long its log is. */
  readonly wholeLogBytes: number;
}

/** `lines`: the experiment; the models `base`, `math` and `code` lie beside its file. Remove it in the end. */
export async function prepareKillRange(lines: readonly string[]): Promise<KillRange> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'modelsmith-kill-')));
  const dist = await buildProduct();
  const parent = path.join(dist, 'parent.js');
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/kill/parent.ts'],
    outfile: parent,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  const file = path.join(folder, 'killed.experiment.yaml');
  await fs.writeFile(file, [...lines, ''].join('\n'));
  writeModels(folder, ['base', 'math', 'code'], { layers: 24, width: 256 });
  const cli = path.join(dist, 'cli.js');
  const store = new RunStore(folder);
  await runProgram(process.execPath, [cli, 'run', file, '--root', folder]);
  const { folder: runFolder } = await store.find('latest');
  const whole = await outcomeOf(runFolder);
  const wholeLogBytes = logBytes(runFolder);
  await fs.rm(runFolder, { recursive: true });
  return { folder, cli, worker: path.join(dist, 'worker.js'), parent, file, store, whole, wholeLogBytes };
}

export async function removeKillRange({ folder }: KillRange): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A new run of the experiment, which waits. */
export async function queueRun({ file, store }: KillRange): Promise<string> {
  const { experiment: parsed } = parseExperiment(await fs.readFile(file, 'utf8'), file);
  if (parsed === undefined) {
    throw new Error('the experiment does not parse');
  }
  return store.create(parsed, { startedBy: 'terminal' });
}

/** Keys of events. */
const isNeverTheSame: ReadonlySet<string> = new Set(['at', 'seq', 'seconds', 'isRemembered']);

/**
 * All that a run has to be the same in: its artifacts and dense numbers byte by byte (as digests), and its events without
 * their times, their numbers, the tellings of resumes, and the run's own name. How long something took isn't in it.
 */
export async function outcomeOf(runFolder: string): Promise<readonly string[]> {
  const outcome: string[] = [];
  const paths = runPaths(runFolder);
  for (const folder of [paths.artifacts, paths.dense].filter((one) => existsSync(one))) {
    const names = await fs.readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      const bytes = await fs.readFile(file);
      const digest = createHash('sha256')
        .update(file.endsWith('.md') ? bytes.toString().replaceAll(/\d+\.\d s\b/g, 'SECONDS') : bytes)
        .digest('hex');
      outcome.push(`${path.relative(runFolder, file)} ${digest}`);
    }
  }
  for (const event of await readEvents(runFolder)) {
    if (event.type !== 'resumed') {
      const said = JSON.stringify(event, (key, value: unknown) => (isNeverTheSame.has(key) ? undefined : value));
      outcome.push(said.replaceAll(path.basename(runFolder), 'RUN'));
    }
  }
  return outcome;
}

/** Starts a program of the range with Node; its output is dropped. */
export function startProgram(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...args], { stdio: 'ignore' });
}

export function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Kills a process that is ours, unless it has ended, and waits for its end. */
export async function killProgram(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!hasExited(child)) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

/** The process that owns a run or owned it last is gone. */
export async function waitForOwnersEnd(runFolder: string): Promise<void> {
  await waitFor('the end of the owner', async () => {
    const owner = await lastLockOwner(runPaths(runFolder).lock);
    return owner === undefined || owner.released || (await processStartOf(owner.pid)) !== owner.processStart;
  });
}

/** What a killer watches: where the run lies as soon as it does, and whether there is nothing to kill any more. */
export interface Victim {
  readonly runFolder: () => string | undefined;
  readonly isOver: () => boolean;
}

/** Waits for the moment to kill. */
export type Moment = (victim: Victim) => Promise<void>;

/** As soon as there is something to go on from. */
export const afterSnapshot: Moment = async ({ runFolder, isOver }) => {
  const isThere = (folder = runFolder()): boolean => folder !== undefined && existsSync(runPaths(folder).snapshot);
  while (!isOver() && !isThere()) {
    await pause(2);
  }
};

/** After the log has grown, the next piece of it is written within about this. */
const BETWEEN_MS = 120;

/**
 * Random moments in the life of a run, told by how much of its log is written (a machine's speed has no say in it), and a
 * little later.
 */
export function momentsOf(name: string, { wholeLogBytes }: KillRange): Moment {
  const random = randomStream(Number(process.env['KILL_SEED'] ?? 1), name);
  let drawn = 0;
  const draw = (): number => random.uniform(drawn++);
  return async ({ runFolder, isOver }) => {
    const [part, later] = [draw(), draw()];
    const before = logBytes(runFolder());
    const enough = before + part * Math.max(0, wholeLogBytes - before);
    while (!isOver() && (runFolder() === undefined || logBytes(runFolder()) < enough)) {
      await pause(2);
    }
    await pause(later * BETWEEN_MS);
  };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function logBytes(runFolder: string | undefined): number {
  return runFolder === undefined ? 0 : (statSync(runPaths(runFolder).events, { throwIfNoEntry: false })?.size ?? 0);
}
