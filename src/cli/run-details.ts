import { backendText } from '../base/texts/backend-reasons.js';
import { cliTexts } from '../base/texts/cli.js';
import { bytesText, durationText, figureName, figureValue } from '../base/texts/runs.js';
import type { RunSummary } from '../experiments/runs/run-summary.js';
import { formatTime } from './format-time.js';
import { statusSpan } from './status-span.js';
import type { Span } from './terminal/span.js';

/** All that a run's record says, name by name. */
export function runDetails({ id, folder, record, status, notes }: RunSummary): readonly (readonly [string, Span])[] {
  const { matrix = {}, figures = [], inputs } = record;
  const optional = (name: string, value: string | undefined): readonly (readonly [string, Span])[] =>
    value === undefined || value === '' ? [] : [[name, value]];
  return [
    [cliTexts.fieldRun(), id],
    ...optional(cliTexts.fieldTitle(), notes.title),
    [cliTexts.fieldStatus(), statusSpan(status)],
    ...Object.entries(matrix).map(([key, value]): readonly [string, Span] => [key, String(value)]),
    ...figures.map((figure): readonly [string, Span] => [figureName(figure.name), figureValue(figure)]),
    [cliTexts.fieldKind(), record.kind],
    [cliTexts.fieldExperiment(), record.experiment],
    [cliTexts.fieldFolder(), folder],
    ...optional(cliTexts.fieldOutput(), record.output),
    [cliTexts.fieldCreated(), formatTime(record.createdAt)],
    ...optional(cliTexts.fieldDuration(), record.seconds === undefined ? undefined : durationText(record.seconds)),
    ...optional(cliTexts.fieldAttempts(), record.attempts > 1 ? String(record.attempts) : undefined),
    [cliTexts.fieldSeed(), String(record.seed)],
    [cliTexts.fieldBackend(), backendText(record.backend)],
    ...inputs.map(({ path, bytes }, i): readonly [string, Span] => [
      i === 0 ? cliTexts.fieldInputs() : '',
      `${path} (${bytesText(bytes)})`,
    ]),
    ...optional(cliTexts.fieldTags(), notes.tags?.join(', ')),
    ...optional(cliTexts.fieldNote(), notes.note),
  ];
}
