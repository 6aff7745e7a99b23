import * as path from 'node:path';
import { cliTexts } from '../base/texts/cli.js';
import { durationText, figureName, figureValue, statusWord } from '../base/texts/runs.js';
import { isResumable } from '../experiments/carriers/resume-run.js';
import { failsAgain } from '../experiments/runs/fails-again.js';
import type { RunSummary } from '../experiments/runs/run-summary.js';
import type { CommandContext } from './command-context.js';
import { noteProblems, problemJson } from './report-problems.js';
import { runName, shortId } from './run-names.js';
import { statusSpan } from './status-span.js';
import { formatFields } from './terminal/fields.js';
import { spanText } from './terminal/span.js';
import type { Span } from './terminal/span.js';

/** Tells a program how a run ended: the last line about it. */
export function endJson({ id, folder, record, status }: RunSummary): Readonly<Record<string, unknown>> {
  const { seconds, output, figures, problems = [] } = record;
  return { type: 'end', run: id, status, folder, seconds, output, figures, problems: problems.map(problemJson) };
}

/** Tells a person how a run ended; unless `briefly`, what came of it and what to do next, too. */
export function reportEnd(
  { terminal, workingFolder }: CommandContext,
  run: RunSummary,
  { briefly }: { readonly briefly: boolean },
): void {
  const { record, status } = run;
  const name = runName(run);
  const sentence =
    record.seconds === undefined
      ? cliTexts.runEndedAtOnce(name, statusWord(status))
      : cliTexts.runEnded(name, statusWord(status), durationText(record.seconds));
  const span = statusSpan(status);
  terminal.line({ text: sentence, tone: typeof span === 'string' ? 'plain' : span.tone });
  noteProblems(terminal, record.problems ?? []);
  if (briefly) {
    return;
  }
  if (status === 'succeeded') {
    const output = record.output === undefined ? undefined : path.relative(workingFolder, record.output) || '.';
    const fields: readonly (readonly [string, Span])[] = [
      ...(output === undefined ? [] : [[cliTexts.fieldOutput(), output] as const]),
      ...(record.figures ?? []).map((figure) => [figureName(figure.name), figureValue(figure)] as const),
    ];
    for (const line of formatFields(fields)) {
      terminal.line('  ', ...line.map(spanText));
    }
    terminal.note({ text: cliTexts.lookAt(`modelsmith show ${shortId(run.id)}`), tone: 'quiet' });
  } else if (isResumable(status) && !failsAgain(record.problems)) {
    terminal.note({ text: cliTexts.canBeResumed(`modelsmith resume ${shortId(run.id)}`), tone: 'quiet' });
  }
}
