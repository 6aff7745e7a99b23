import { cliTexts } from '../base/texts/cli.js';
import { durationText, figureName, figureText, figureValue } from '../base/texts/runs.js';
import type { RunSummary } from '../experiments/runs/run-summary.js';
import { formatTime } from './format-time.js';
import { lastPart, runName, shortId } from './run-names.js';
import { statusSpan } from './status-span.js';
import type { Span } from './terminal/span.js';
import type { Column } from './terminal/table.js';
import { formatTable } from './terminal/table.js';

/** Runs in a table, one a line, in the order given. */
export function runsTable(runs: readonly RunSummary[], width: number | undefined): readonly (readonly Span[])[] {
  const columns: readonly Column[] = [
    { title: cliTexts.columnRun() },
    { title: cliTexts.columnName(), shrinks: true },
    { title: cliTexts.columnStatus() },
    { title: cliTexts.columnCreated() },
    { title: cliTexts.columnDuration(), align: 'right' },
    { title: cliTexts.columnResult(), shrinks: true },
  ];
  const rows = runs.map((run) => [
    shortId(run.id),
    `${run.notes.star === true ? '★ ' : ''}${runName(run)}`,
    statusSpan(run.status),
    formatTime(run.record.createdAt),
    secondsText(run),
    run.status === 'succeeded' && run.record.figures?.[0] ? figureText(run.record.figures[0]) : '',
  ]);
  return formatTable(columns, rows, { width });
}

/** The runs of a matrix in one table: the values that each was given beside the figures that it came to. */
export function matrixTable(runs: readonly RunSummary[], width: number | undefined): readonly (readonly Span[])[] {
  const keys = namesIn(runs, ({ record }) => Object.keys(record.matrix ?? {}));
  const figures = namesIn(runs, ({ record }) => (record.figures ?? []).map(({ name }) => name));
  const columns: readonly Column[] = [
    { title: cliTexts.columnRun() },
    ...keys.map((key): Column => ({ title: lastPart(key), align: 'right' })),
    { title: cliTexts.columnStatus() },
    { title: cliTexts.columnDuration(), align: 'right' },
    ...figures.map((name): Column => ({ title: figureName(name), align: 'right' })),
  ];
  const rows = runs.map((run) => [
    shortId(run.id),
    ...keys.map((key) => String(run.record.matrix?.[key] ?? '')),
    statusSpan(run.status),
    secondsText(run),
    ...figures.map((name) => {
      const figure = run.record.figures?.find((one) => one.name === name);
      return figure === undefined ? '' : figureValue(figure);
    }),
  ]);
  return formatTable(columns, rows, { width });
}

function secondsText({ record }: RunSummary): string {
  return record.seconds === undefined ? '' : durationText(record.seconds);
}

/** All names that any of the runs has, in the order of their first use. */
function namesIn(runs: readonly RunSummary[], namesOf: (run: RunSummary) => readonly string[]): readonly string[] {
  return [...new Set(runs.flatMap(namesOf))];
}
