import { lineageTexts } from '../../base/texts/lineage.js';
import { candidateTexts } from '../../base/texts/candidates.js';
import { cliTexts } from '../../base/texts/cli.js';
import { readEvents } from '../../experiments/runs/read-events.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { candidatesOfLog } from '../../protocol/candidates.js';
import { candidatesTable } from '../candidates-table.js';
import { rivalsTable } from '../rivals-table.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { findShown } from '../find-shown.js';
import { logLines } from '../log-lines.js';
import { openStore } from '../open-store.js';
import { noteProblems } from '../report-problems.js';
import { runDetails } from '../run-details.js';
import { runJson } from '../run-json.js';
import { matrixTable } from '../runs-table.js';
import { formatFields } from '../terminal/fields.js';

export interface ShowOptions extends CommonOptions {
  /** Also what the run said. */
  readonly log?: boolean;
}

/** `modelsmith show RUN`: a run with its figures, or the runs of a matrix in one table. */
export async function show(context: CommandContext, reference: string, options: ShowOptions): Promise<ExitCode> {
  const { terminal } = context;
  const store = await openStore(context, options);
  const shown = await findShown(store, reference);
  if (shown.type === 'matrix') {
    if (options.json === true) {
      terminal.json({ runs: shown.runs.map(runJson) });
    } else {
      showMatrix(context, shown.runs);
    }
  } else if (options.json === true) {
    const events = await readEvents(shown.run.folder);
    const { candidates, chosen } = candidatesOfLog(events);
    const scored = candidates.length === 0 ? {} : { candidates, chosen: chosen?.candidate };
    terminal.json({ run: runJson(shown.run), ...scored, ...(options.log === true ? { events } : {}) });
  } else {
    await showRun(context, shown.run, options);
  }
  return exitCodes.done;
}

/** The runs of a matrix, and what went wrong with any of them. */
export function showMatrix({ terminal }: CommandContext, runs: readonly RunSummary[]): void {
  terminal.line({ text: cliTexts.matrixTitle(runs[0]?.record.name ?? '', runs.length), tone: 'strong' });
  for (const line of matrixTable(runs, terminal.width)) {
    terminal.line(...line);
  }
  for (const { record } of runs) {
    noteProblems(terminal, record.problems ?? []);
  }
}

async function showRun({ terminal }: CommandContext, run: RunSummary, options: ShowOptions): Promise<void> {
  terminal.line({ text: run.record.name, tone: 'strong' });
  for (const line of formatFields(runDetails(run))) {
    terminal.line(...line);
  }
  const events = await readEvents(run.folder);
  for (const { title, table } of [
    { title: candidateTexts.title(), table: candidatesTable(events, terminal.width) },
    { title: lineageTexts.rivalsTitle(), table: rivalsTable(events, terminal.width) },
  ]) {
    if (table.length > 0) {
      terminal.line();
      terminal.line({ text: title, tone: 'strong' });
      for (const line of table) {
        terminal.line(...line);
      }
    }
  }
  noteProblems(terminal, run.record.problems ?? []);
  if (run.readOnly) {
    terminal.note(cliTexts.readOnly());
  }
  if (run.record.group !== undefined) {
    terminal.note(cliTexts.oneOfMatrix(`modelsmith show ${run.record.group}`));
  }
  if (options.log === true) {
    for (const line of logLines(events)) {
      terminal.line(line);
    }
  }
}
