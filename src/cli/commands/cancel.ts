import * as os from 'node:os';
import { cliTexts } from '../../base/texts/cli.js';
import { statusWord } from '../../base/texts/runs.js';
import { requestStop } from '../../experiments/runs/run-request.js';
import { hasEnded, readRunState } from '../../experiments/runs/run-status.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { RunStatus } from '../../protocol/run-record.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { findShown } from '../find-shown.js';
import type { Shown } from '../find-shown.js';
import { openStore } from '../open-store.js';
import { pause } from '../pause.js';
import { shortId } from '../run-names.js';

export interface CancelOptions extends CommonOptions {
  /** Return when the stop is requested. */
  readonly wait: boolean;
}

/** Writing a large snapshot to a slow disk takes a while; after this a person wants to know that it does. */
const WAIT_MS = 30_000;
const LOOK_MS = 100;

/** `modelsmith cancel RUN...`: asks runs (of a matrix all) to stop, whoever owns them, and waits until they have. */
export async function cancel(
  context: CommandContext,
  references: readonly string[],
  options: CancelOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const store = await openStore(context, options);
  const runs: RunSummary[] = [];
  // All are found before the first is stopped: a mistyped reference changes nothing.
  for (const reference of references) {
    runs.push(...stoppable(await findShown(store, reference)));
  }
  const told: { readonly run: string; readonly status: RunStatus }[] = [];
  for (const { id, folder } of runs) {
    await requestStop(folder, `terminal on ${os.hostname()}`);
    const status = options.wait ? await waitForEnd(context, folder) : (await readRunState(folder)).status;
    told.push({ run: id, status });
    if (options.json !== true) {
      const run = shortId(id);
      const running = options.wait ? cliTexts.stillStopping(run) : cliTexts.stopRequested(run);
      terminal.line(hasEnded(status) ? cliTexts.runStands(run, statusWord(status)) : running);
    }
  }
  if (options.json === true) {
    terminal.json({ runs: told });
  }
  return exitCodes.done;
}

/** Of a matrix the runs that wait or go on; one run as it is, so that stopping what has ended is told. */
function stoppable(shown: Shown): readonly RunSummary[] {
  if (shown.type === 'run') {
    return [shown.run];
  }
  const active = shown.runs.filter(({ status }) => !hasEnded(status));
  // Those that wait before the one that goes on, or they would be started meanwhile.
  return active.length === 0 ? shown.runs.slice(0, 1) : active.toReversed();
}

async function waitForEnd({ signal }: CommandContext, folder: string): Promise<RunStatus> {
  for (const until = Date.now() + WAIT_MS; ; ) {
    const { status } = await readRunState(folder);
    if (hasEnded(status) || Date.now() > until) {
      return status;
    }
    await pause(LOOK_MS, signal);
  }
}
