import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { isCancellation, problemsOf } from '../../base/errors.js';
import { cliTexts } from '../../base/texts/cli.js';
import { problemText } from '../../base/texts/format-problem.js';
import { backendText } from '../../base/texts/backend-reasons.js';
import { bytesText, durationText } from '../../base/texts/runs.js';
import { VERSION } from '../../base/version.js';
import { lockOwner } from '../../experiments/runs/folder-lock.js';
import { queuedRuns } from '../../experiments/runs/run-queue.js';
import type { RunStore } from '../../experiments/runs/run-store.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { openStore } from '../open-store.js';
import type { Span } from '../terminal/span.js';
import { formatFields } from '../terminal/fields.js';

/** The oldest Node that runs Modelsmith, as package.json says. */
const OLDEST_NODE = [20, 19] as const;

interface Check {
  /** A name for programs. */
  readonly name: string;
  readonly title: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `modelsmith doctor`: what this machine has, and what would keep runs from working. */
export async function doctor(context: CommandContext, options: CommonOptions): Promise<ExitCode> {
  const { terminal, signal } = context;
  const store = await openStore(context, options);
  const checks: Check[] = [...checkMachine()];
  for (const [name, title, look] of [
    ['root', cliTexts.checkRoot, lookAtRoot],
    ['disk', cliTexts.checkDisk, lookAtDisk],
    ['runs', cliTexts.checkRuns, lookAtRuns],
    ['queue', cliTexts.checkQueue, lookAtQueue],
    ['worker', cliTexts.checkWorker, lookAtWorker],
    ['backend', cliTexts.checkBackend, lookAtBackend],
  ] as const) {
    signal.throwIfAborted();
    checks.push({ name, title: title(), ...(await finding(() => look(store, context))) });
  }
  if (options.json === true) {
    terminal.json({ root: store.root, checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })) });
  } else {
    for (const line of formatFields(checks.map(({ title, ok, detail }) => [title, verdict(ok, detail)]))) {
      terminal.line(...line);
    }
  }
  return checks.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
}

function verdict(ok: boolean, detail: string): Span {
  return { text: `${ok ? cliTexts.good() : cliTexts.bad()}  ${detail}`, tone: ok ? 'plain' : 'error' };
}

function checkMachine(): readonly Check[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = OLDEST_NODE;
  const isNewEnough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  const node = process.versions.node;
  const cores = os.availableParallelism();
  return [
    { name: 'program', title: cliTexts.checkProgram(), ok: true, detail: VERSION },
    {
      name: 'node',
      title: cliTexts.checkNode(),
      ok: isNewEnough,
      detail: isNewEnough ? node : cliTexts.nodeTooOld(node, OLDEST_NODE.join('.')),
    },
    {
      name: 'system',
      title: cliTexts.checkSystem(),
      ok: true,
      detail: `${process.platform}-${process.arch} ${os.release()}`,
    },
    { name: 'cores', title: cliTexts.checkCores(), ok: true, detail: String(cores) },
    {
      name: 'memory',
      title: cliTexts.checkMemory(),
      ok: true,
      detail: cliTexts.freeOf(bytesText(os.freemem()), bytesText(os.totalmem())),
    },
  ];
}

interface Finding {
  readonly ok: boolean;
  readonly detail: string;
}

/** What cannot even be looked at is a finding, too. */
async function finding(look: () => Promise<Finding | string>): Promise<Finding> {
  try {
    const found = await look();
    return typeof found === 'string' ? { ok: true, detail: found } : found;
  } catch (thrown) {
    if (isCancellation(thrown)) {
      throw thrown;
    }
    return { ok: false, detail: problemText(problemsOf(thrown)[0]).what };
  }
}

/** Whether runs could be written, found out without leaving anything behind. */
async function lookAtRoot({ root, paths }: RunStore): Promise<Finding> {
  const folder = await nearestExisting(paths.runs);
  const probe = path.join(folder, `.modelsmith-doctor-${String(process.pid)}`);
  try {
    // Rights alone don't tell: a file system may be read-only, or full.
    await fs.writeFile(probe, 'x', { flag: 'wx' });
    return { ok: true, detail: cliTexts.writable(root) };
  } catch {
    return { ok: false, detail: cliTexts.notWritable(folder) };
  } finally {
    await fs.rm(probe, { force: true }).catch(() => undefined);
  }
}

async function lookAtDisk({ root }: RunStore): Promise<Finding> {
  const { bavail, bsize } = await fs.statfs(await nearestExisting(root));
  const free = bavail * bsize;
  return { ok: free > 0, detail: cliTexts.free(bytesText(free)) };
}

async function lookAtRuns(store: RunStore): Promise<string> {
  const runs = await store.list();
  const count = (wanted: string): number => runs.filter(({ status }) => status === wanted).length;
  return cliTexts.runsState(runs.length, count('running'), count('interrupted'));
}

async function lookAtQueue(store: RunStore): Promise<string> {
  const waiting = await queuedRuns(store);
  const owner = await lockOwner(store.paths.queueLock);
  const state = cliTexts.queueState(waiting.length);
  return owner === undefined ? state : cliTexts.queueHeld(state, owner.host, owner.pid);
}

async function lookAtWorker(_store: RunStore, context: CommandContext): Promise<string> {
  const started = Date.now();
  await askWorker(context, 'environment', {});
  return cliTexts.answersIn(durationText((Date.now() - started) / 1000));
}

async function lookAtBackend(_store: RunStore, context: CommandContext): Promise<string> {
  const { backend } = await askWorker(context, 'environment', {});
  return backendText(backend);
}

async function nearestExisting(folder: string): Promise<string> {
  const exists = await fs.stat(folder).then(
    () => true,
    () => false,
  );
  return exists || path.dirname(folder) === folder ? folder : nearestExisting(path.dirname(folder));
}
