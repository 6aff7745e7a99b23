import { cliTexts } from '../../base/texts/cli.js';
import { lockOwner } from '../../experiments/runs/folder-lock.js';
import { queuedRuns, workOffQueue } from '../../experiments/runs/run-queue.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodeOfStatus, exitCodes, worstOf } from '../exit-code.js';
import { openStore } from '../open-store.js';
import { carryRun } from '../carry-run.js';
import { runJson } from '../run-json.js';
import { runsTable } from '../runs-table.js';

/** `modelsmith queue`: the runs that wait, the next one first, and who works them off. */
export async function listQueue(context: CommandContext, options: CommonOptions): Promise<ExitCode> {
  const { terminal } = context;
  const store = await openStore(context, options);
  const waiting = await queuedRuns(store);
  const owner = await lockOwner(store.paths.queueLock);
  if (options.json === true) {
    const holder = owner === undefined ? null : { host: owner.host, pid: owner.pid };
    terminal.json({ root: store.root, owner: holder, runs: waiting.map(runJson) });
    return exitCodes.done;
  }
  if (waiting.length === 0) {
    terminal.note(cliTexts.queueEmpty(store.root));
    return exitCodes.done;
  }
  for (const line of runsTable(waiting, terminal.width)) {
    terminal.line(...line);
  }
  terminal.note(owner === undefined ? cliTexts.queueIdle() : cliTexts.queueBusy(owner.host, owner.pid));
  return exitCodes.done;
}

export interface WorkQueueOptions extends CommonOptions {
  /** Go on waiting for further runs. */
  readonly watch: boolean;
  readonly parallel: number;
}

/** `modelsmith queue work`: starts the runs that wait until none is left, or with `watch` until Ctrl-C. */
export async function workQueue(context: CommandContext, options: WorkQueueOptions): Promise<ExitCode> {
  const store = await openStore(context, options);
  const codes: ExitCode[] = [];
  const execute = async (run: RunSummary): Promise<void> => {
    const status = await carryRun(context, run, { json: options.json === true, amongOthers: options.parallel > 1 });
    codes.push(exitCodeOfStatus(status));
  };
  await workOffQueue(store.root, {
    signal: context.signal,
    execute,
    parallel: options.parallel,
    until: options.watch ? 'aborted' : 'empty',
  });
  return context.signal.aborted ? exitCodes.cancelled : worstOf(codes);
}
