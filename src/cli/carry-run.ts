import { ModelsmithError, type Problem } from '../base/errors.js';
import { cliTexts } from '../base/texts/cli.js';
import { carrierOfRun } from '../experiments/carriers/carrier-of-run.js';
import { resumeRun } from '../experiments/carriers/resume-run.js';
import type { RunHandle, StartRunOptions } from '../experiments/carriers/run-handle.js';
import { startRun } from '../experiments/carriers/start-run.js';
import { followEvents } from '../experiments/runs/follow-events.js';
import { requestStop } from '../experiments/runs/run-request.js';
import { rootOfRun } from '../experiments/runs/run-paths.js';
import { RunStore } from '../experiments/runs/run-store.js';
import type { RunSummary } from '../experiments/runs/run-summary.js';
import type { RunStatus } from '../protocol/run-record.js';
import type { CommandContext } from './command-context.js';
import { JsonReporter } from './json-reporter.js';
import { LineReporter } from './line-reporter.js';
import { endJson, reportEnd } from './report-end.js';
import { runName } from './run-names.js';
import { EventTeller } from './run-reporter.js';

export interface CarryOptions {
  readonly json: boolean;
  /** Go on with a run that has ended. */
  readonly resume?: boolean;
  /** Other runs are told at the same time: no bar, and its name before each line. */
  readonly amongOthers?: boolean;
  /** A table of several runs follows: its figures are told there. */
  readonly tableFollows?: boolean;
  /** Warnings that stand on the screen already. */
  readonly told?: readonly Problem[];
}

/**
 * Starts a run (or goes on with one) in this process and tells its story until it has ended; the first Ctrl-C stops it.
 * A run that another process has started meanwhile (VS Code works off the same queue) is followed. Returns how it ended;
 * throws why it could not begin.
 */
export async function carryRun(context: CommandContext, run: RunSummary, options: CarryOptions): Promise<RunStatus> {
  const { terminal, signal } = context;
  const { json } = options;
  const since = options.resume === true ? Date.now() : 0;
  const reporter = json
    ? new JsonReporter(terminal, run.id)
    : new LineReporter(terminal, {
        hasBar: options.amongOthers !== true,
        told: options.told ?? [],
        ...(options.amongOthers === true ? { label: runName(run) } : {}),
      });
  const teller = new EventTeller(reporter, since);
  const handle = await begin(context, run, options);
  // Once it goes on: what can't isn't said to.
  announce(context, run, options);
  const onAbort = (): void => {
    if (!json) {
      terminal.note(cliTexts.stopping());
    }
    if (handle === undefined) {
      // Its owner is somebody else; a run that has just ended needs no stop.
      requestStop(run.folder, 'terminal').catch(() => undefined);
    }
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal.aborted) {
      onAbort();
    }
    await followEvents(run.folder, {
      // Not ours: a run that is being stopped is followed to its end.
      signal: new AbortController().signal,
      until: 'ended',
      onEvents: teller.take,
      ...(handle === undefined ? {} : { subscribe: (wake) => handle.onDidChange(wake) }),
    });
    await handle?.ended;
  } finally {
    signal.removeEventListener('abort', onAbort);
    reporter.end();
  }
  const ended = await new RunStore(rootOfRun(run.folder)).read(run.id);
  if (json) {
    terminal.json(endJson(ended));
  } else {
    reportEnd(context, ended, { briefly: options.tableFollows === true });
  }
  return ended.status;
}

/** Starts a run in a process of its own, which goes on when this one ends; returns when it is on its way. */
export async function startInBackground(
  context: CommandContext,
  run: RunSummary,
  options: { readonly json: boolean; readonly resume?: boolean },
): Promise<void> {
  const { terminal } = context;
  const start = { ...startOptions(context, run), carrier: 'background' } as const;
  await (options.resume === true ? resumeRun(start) : startRun(start));
  if (options.json) {
    terminal.json({ type: 'background', run: run.id, folder: run.folder });
  } else {
    terminal.line(cliTexts.inBackground(runName(run), run.id));
  }
}

/** Tells that a process of its own works off several runs. */
export function tellQueued(
  { terminal }: CommandContext,
  runs: readonly RunSummary[],
  { json }: { readonly json: boolean },
): void {
  if (json) {
    terminal.json({ type: 'queued', runs: runs.map(({ id }) => id) });
  } else {
    terminal.line(cliTexts.queuedInBackground(runs.length));
    terminal.note({ text: cliTexts.lookAt('modelsmith list'), tone: 'quiet' });
  }
}

function announce({ terminal }: CommandContext, run: RunSummary, { json, resume }: CarryOptions): void {
  if (json) {
    const { kind, name, matrix, output } = run.record;
    terminal.json({ type: 'run', run: run.id, folder: run.folder, kind, name, matrix, output });
  } else {
    const name = runName(run);
    terminal.note(resume === true ? cliTexts.runResumed(name, run.id) : cliTexts.runStarted(name, run.id));
  }
}

/** Undefined where another process was faster. */
async function begin(context: CommandContext, run: RunSummary, options: CarryOptions): Promise<RunHandle | undefined> {
  try {
    const start = startOptions(context, run);
    return await (options.resume === true ? resumeRun(start) : startRun(start));
  } catch (thrown) {
    const isTaken =
      options.resume !== true &&
      thrown instanceof ModelsmithError &&
      thrown.problems.some(({ code }) => code === 'run-busy' || code === 'run-not-queued');
    if (!isTaken) {
      throw thrown;
    }
    if (!options.json) {
      context.terminal.note(cliTexts.ownedByOther());
    }
    return undefined;
  }
}

function startOptions({ workerBundle, signal, serve }: CommandContext, run: RunSummary): StartRunOptions {
  const kindCarrier = carrierOfRun(run.record);
  return { runFolder: run.folder, carrier: kindCarrier, kindCarrier, workerBundle, signal, serve };
}
