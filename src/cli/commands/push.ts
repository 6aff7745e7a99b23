import { problem } from '../../base/errors.js';
import { cliTexts } from '../../base/texts/cli.js';
import { pushTexts } from '../../base/texts/push.js';
import { bytesText } from '../../base/texts/runs.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { findResult } from '../find-result.js';
import { noteProblems } from '../report-problems.js';
import { formatTable } from '../terminal/table.js';

export interface PushOptions extends CommonOptions {
  readonly public?: boolean;
  /** Do it; without, only what would be done is told. */
  readonly yes?: boolean;
}

/** `modelsmith push RUN|FOLDER REPO`: tells what would go to the hub; with `--yes` puts it there. */
export async function push(
  context: CommandContext,
  reference: string,
  repo: string,
  options: PushOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const folder = await findResult(context, reference, options);
  const visibility = options.public === true ? 'public' : 'private';
  const dryRun = options.yes !== true;
  const onProgress = (done: number, total: number): void => {
    terminal.status(`${String(Math.floor((100 * done) / Math.max(1, total)))} %`);
  };
  const progress = options.json === true || !terminal.isInteractive ? {} : { onProgress };
  const report = await askWorker(context, 'push', { folder, repo, visibility, dryRun }, progress);
  terminal.status();
  if (options.json === true) {
    terminal.json(report);
    return exitCodes.done;
  }
  const columns = [
    { title: pushTexts.file(), shrinks: true },
    { title: cliTexts.columnBytes(), align: 'right' },
    { title: '' },
  ] as const;
  const rows = report.files.map(({ name, bytes, state }) => [name, bytesText(bytes), pushTexts.state(state)]);
  for (const line of formatTable(columns, rows, { width: terminal.width })) {
    terminal.line(...line);
  }
  if (report.url !== undefined) {
    terminal.line(pushTexts.pushed(bytesText(report.bytes), report.url));
  } else if (report.bytes === 0) {
    terminal.line(pushTexts.nothingToDo(report.repo));
  } else {
    terminal.line(pushTexts.wouldPush(report, bytesText(report.bytes)));
    if (report.needsToken) {
      noteProblems(terminal, [problem('push-token-missing', { endpoint: report.endpoint }, {}, 'warning')]);
    }
    terminal.note({ text: pushTexts.confirmInTerminal(), tone: 'quiet' });
  }
  return exitCodes.done;
}
