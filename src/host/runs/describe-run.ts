import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { durationText, figureText, statusWord } from '../../base/texts/runs.js';
import { formatProblem } from '../../base/texts/format-problem.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { RunProgress } from './run-progress.js';

export interface RunWords {
  readonly label: string;
  /** Status, then how far or how long, then the headline figure. */
  readonly description: string;
  readonly tooltip: vscode.MarkdownString;
  /** What a screen reader says in place of label, icon and description. */
  readonly spoken: string;
}

export interface DescribeOptions {
  /** Among the runs of its matrix a run is told from the others by its values, elsewhere by its time. */
  readonly inGroup?: boolean;
  readonly progress?: RunProgress | undefined;
}

/** A run in the words of lists. */
export function describeRun(run: RunSummary, options: DescribeOptions = {}): RunWords {
  const label = runLabel(run, options.inGroup === true);
  const facts = [
    statusWord(run.status),
    progressText(run, options.progress),
    elapsedText(run),
    headline(run),
    ...(run.readOnly ? [hostTexts.newerFormat()] : []),
  ].filter((fact) => fact !== '');
  const description = facts.join(' · ');
  const starred = run.notes.star === true;
  return {
    label: starred ? `★ ${label}` : label,
    description,
    tooltip: tooltip(run),
    spoken: [label, ...(starred ? [hostTexts.starred()] : []), ...facts].join(', '),
  };
}

/** What a run is called where only its name fits: the user's title, else the experiment's name with its matrix values. */
export function runName(run: RunSummary): string {
  if (run.notes.title !== undefined) {
    return run.notes.title;
  }
  const values = matrixText(run);
  return values === '' ? run.record.name : `${run.record.name} (${values})`;
}

/** A moment in the user's language: the time of day, with the date where that isn't today's. */
export function timeText(ms: number): string {
  const [at, now] = [new Date(ms), new Date()];
  const sameYear = at.getFullYear() === now.getFullYear();
  const isToday = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(vscode.env.language, {
    ...(sameYear ? {} : { year: 'numeric' }),
    ...(isToday ? { second: '2-digit' } : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

function runLabel(run: RunSummary, inGroup: boolean): string {
  if (run.notes.title !== undefined) {
    return run.notes.title;
  }
  const values = matrixText(run);
  return inGroup && values !== '' ? values : timeText(run.record.createdAt);
}

/** `ratio 0.05, seed 1`: the last part of each key is enough among kin. */
function matrixText(run: RunSummary): string {
  return Object.entries(run.record.matrix ?? {})
    .map(([key, value]) => `${key.slice(key.lastIndexOf('.') + 1)} ${String(value)}`)
    .join(', ');
}

function progressText(run: RunSummary, progress: RunProgress | undefined): string {
  return run.status === 'running' && progress?.fraction !== undefined ? hostTexts.percent(progress.fraction) : '';
}

function elapsedText(run: RunSummary): string {
  const { seconds } = run.record;
  return run.status === 'running' || run.status === 'queued' || seconds === undefined ? '' : durationText(seconds);
}

function headline(run: RunSummary): string {
  const first = run.record.figures?.[0];
  return first === undefined || run.status !== 'succeeded' ? '' : figureText(first);
}

function tooltip(run: RunSummary): vscode.MarkdownString {
  const { record, notes } = run;
  const text = new vscode.MarkdownString();
  const line = (name: string, value: string): void => {
    text.appendMarkdown(`${name}: `).appendText(value).appendMarkdown('  \n');
  };
  text.appendMarkdown('**').appendText(runName(run)).appendMarkdown('**  \n');
  line(hostTexts.status(), statusWord(run.status));
  line(hostTexts.kind(), record.kind);
  line(hostTexts.created(), timeText(record.createdAt));
  if (record.seconds !== undefined) {
    line(hostTexts.duration(), durationText(record.seconds));
  }
  line(hostTexts.seed(), String(record.seed));
  for (const [key, value] of Object.entries(record.matrix ?? {})) {
    line(key, String(value));
  }
  for (const figure of record.figures ?? []) {
    text.appendText(figureText(figure)).appendMarkdown('  \n');
  }
  if (record.output !== undefined) {
    line(hostTexts.output(), record.output);
  }
  for (const one of record.problems ?? []) {
    text.appendMarkdown('\n\n').appendText(formatProblem(one));
  }
  if (notes.tags !== undefined && notes.tags.length > 0) {
    line(hostTexts.tags(), notes.tags.join(', '));
  }
  if (notes.note !== undefined && notes.note !== '') {
    text.appendMarkdown('\n\n---\n\n').appendText(notes.note);
  }
  text.appendMarkdown('\n\n').appendText(record.id);
  return text;
}
