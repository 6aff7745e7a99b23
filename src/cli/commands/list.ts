import { cliTexts } from '../../base/texts/cli.js';
import type { RunStatus } from '../../protocol/run-record.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { openStore } from '../open-store.js';
import { runJson } from '../run-json.js';
import { runsTable } from '../runs-table.js';

export interface ListOptions extends CommonOptions {
  /** Only runs of these; all where absent. */
  readonly status?: readonly RunStatus[];
  readonly limit: number;
}

/** `modelsmith list`: the newest runs. */
export async function list(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  const { terminal } = context;
  const store = await openStore(context, options);
  const found = (await store.list()).filter(({ status }) => options.status?.includes(status) ?? true);
  const shown = found.slice(0, options.limit);
  if (options.json === true) {
    terminal.json({ root: store.root, total: found.length, runs: shown.map(runJson) });
    return exitCodes.done;
  }
  if (found.length === 0) {
    terminal.note(options.status === undefined ? cliTexts.noRuns(store.root) : cliTexts.noRunsOfStatus(store.root));
    return exitCodes.done;
  }
  for (const line of runsTable(shown, terminal.width)) {
    terminal.line(...line);
  }
  if (shown.length < found.length) {
    terminal.note(cliTexts.moreRuns(found.length - shown.length));
  }
  return exitCodes.done;
}
