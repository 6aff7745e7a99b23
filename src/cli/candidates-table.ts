import { candidateFailure } from '../base/texts/candidate-failure.js';
import { candidateName, candidateTexts } from '../base/texts/candidates.js';
import { durationText, figureValue } from '../base/texts/runs.js';
import type { RunEvent } from '../protocol/events.js';
import { asCandidate, candidatesOfLog, shortKeys } from '../protocol/candidates.js';
import type { Span } from './terminal/span.js';
import { formatTable } from './terminal/table.js';
import type { Column } from './terminal/table.js';

type Candidate = NonNullable<ReturnType<typeof asCandidate>>;

/** A scored candidate as it comes, in a line: `trial lambda 0.4: 0.81 (12 s)`; undefined for any other event. */
export function candidateLine(event: RunEvent): string | undefined {
  const one = asCandidate(event);
  if (one === undefined) {
    return undefined;
  }
  const names = shortKeys([one.values]);
  const values = Object.entries(one.values).map(([key, value]) => `${names.get(key) ?? key} ${String(value)}`);
  const name = [candidateName(one.role, one.label), ...values].join(' ');
  return `${candidateTexts.line(name, scoreText(one))} (${[timeText(one), ...notesOf(one)].join(', ')})`;
}

/** The candidates of a run in a table, the chosen one marked in words; no lines where nothing was scored. */
export function candidatesTable(events: readonly RunEvent[], width: number | undefined): readonly (readonly Span[])[] {
  const { candidates, chosen } = candidatesOfLog(events);
  if (candidates.length === 0) {
    return [];
  }
  const names = shortKeys(candidates.map(({ values }) => values));
  const keys = [...new Set(names.values())];
  const columns: Column[] = [
    { title: candidateTexts.columnCandidate(), shrinks: true },
    ...keys.map((key): Column => ({ title: key, align: 'right' })),
    { title: candidateTexts.columnScore(), align: 'right' },
    { title: candidateTexts.columnTime(), align: 'right' },
    { title: candidateTexts.columnNote() },
  ];
  const rows = candidates.map((one, i): readonly Span[] => {
    const isChosen = chosen?.candidate === i;
    const cells = [
      candidateName(one.role, one.label),
      ...keys.map((key) => String(Object.entries(one.values).find(([path]) => names.get(path) === key)?.[1] ?? '')),
      scoreText(one),
      timeText(one),
      [...(isChosen ? [candidateTexts.chosen()] : []), ...notesOf(one)].join(', '),
    ];
    return isChosen ? cells.map((text): Span => ({ text, tone: 'strong' })) : cells;
  });
  return formatTable(columns, rows, { width });
}

const scoreText = ({ score }: Candidate): string =>
  score === undefined ? candidateTexts.failed() : figureValue({ name: 'score', value: score });
const timeText = ({ seconds }: Candidate): string => durationText(seconds);
/** Why it has no score, and whether the score is an old one. */
const notesOf = (one: Candidate): readonly string[] =>
  [candidateFailure(one), one.isRemembered ? candidateTexts.remembered() : ''].filter((note) => note !== '');
