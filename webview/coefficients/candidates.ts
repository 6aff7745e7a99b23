import { candidateFailure } from '../../src/base/texts/candidate-failure.js';
import { candidateName, candidateTexts } from '../../src/base/texts/candidates.js';
import { durationText } from '../../src/base/texts/runs.js';
import { shortKeys } from '../../src/protocol/candidates.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import { createButton } from '../shared/controls.js';
import { toCsv } from '../shared/csv.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { visibleName } from '../shared/visible-name.js';
import { createCandidatePlot } from './candidate-plot.js';

type Scored = Pick<CoefficientsState, 'candidates' | 'chosen'>;
type Candidate = Scored['candidates'][number];

export interface Candidates {
  readonly element: HTMLElement;
  update(scored: Scored, format: Format): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What was scored: a table, baselines first, with the chosen one marked in words; over one searched key a plot, too. */
export function createCandidates(onExport: (csv: string) => void): Candidates {
  const caption = element('p', { class: 'caption' });
  const plot = element('div', { class: 'candidate-plot' });
  const scroller = element('div', { class: 'candidate-table', tabindex: 0, role: 'region' });
  const said = element('span', { class: 'said', role: 'status' });
  let shown: Scored = { candidates: [], chosen: undefined };
  const csv = createButton(candidateTexts.exportCsv(), () => onExport(candidatesCsv(shown)));
  const box = element('details', { class: 'candidates', open: true, hidden: true });
  // A run that scores nothing has no such section, not even for a reader of the page's structure.
  const content = [
    element('summary', {}, candidateTexts.title()),
    element('div', { class: 'candidate-row' }, plot, scroller),
    element('div', { class: 'candidate-foot' }, caption, said, csv.element),
  ];
  scroller.setAttribute('aria-label', candidateTexts.title());
  return {
    element: box,
    update({ candidates, chosen }, format) {
      if (candidates === shown.candidates && chosen === shown.chosen) {
        return;
      }
      shown = { candidates, chosen };
      box.hidden = candidates.length === 0;
      if (box.hidden) {
        box.replaceChildren();
      } else if (!box.hasChildNodes()) {
        box.append(...content);
      }
      setText(
        caption,
        chosen === undefined ? candidateTexts.captionOpen() : candidateTexts.caption(visibleName(chosen.metric, 60)),
      );
      scroller.replaceChildren(table(shown, format));
      const drawn = createCandidatePlot(shown, format);
      plot.hidden = drawn === undefined;
      plot.replaceChildren(...(drawn === undefined ? [] : [drawn]));
    },
    say: (text) => setText(said, text),
  };
}

function table({ candidates, chosen }: Scored, format: Format): HTMLElement {
  const { keys, valueOf } = keysOf(candidates);
  const heads = [candidateTexts.columnCandidate(), ...keys.map((key) => visibleName(key, 40))];
  const numbers = [candidateTexts.columnScore(), candidateTexts.columnTime()];
  const rows = candidates.map((one, i) =>
    element(
      'tr',
      { class: chosen?.candidate === i ? 'chosen' : undefined },
      element('th', { scope: 'row' }, candidateName(one.role, visibleName(one.label, 60))),
      ...keys.map((key) => numberCell(format, valueOf(one, key))),
      one.score === undefined ? element('td', {}, candidateTexts.failed()) : numberCell(format, one.score),
      element('td', { class: 'number' }, durationText(one.seconds)),
      element('td', { class: 'note' }, notesOf(one, chosen?.candidate === i)),
    ),
  );
  return element(
    'table',
    { class: 'table' },
    element('caption', { class: 'visually-hidden' }, candidateTexts.title()),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...heads.map((head, i) => element('th', { scope: 'col', class: i > 0 && 'number' }, head)),
        ...numbers.map((head) => element('th', { scope: 'col', class: 'number' }, head)),
        element('th', { scope: 'col' }, candidateTexts.columnNote()),
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

function numberCell(format: Format, value: number | undefined): HTMLElement {
  return element('td', { class: 'number' }, value === undefined ? '' : format.figure(value));
}

/** The chosen one in words, why a candidate has no score, and whether the score is an old one. */
function notesOf(one: Candidate, isChosen: boolean): string {
  const failure = candidateFailure(one);
  return [
    ...(isChosen ? [`✓ ${candidateTexts.chosen()}`] : []),
    ...(failure === '' ? [] : [visibleName(failure, 300)]),
    ...(one.isRemembered ? [candidateTexts.remembered()] : []),
  ].join(', ');
}

/** One line a candidate, with all its scores. */
function candidatesCsv({ candidates, chosen }: Scored): string {
  const { keys, valueOf } = keysOf(candidates);
  const metrics = [...new Set(candidates.flatMap(({ scores = {} }) => Object.keys(scores)))];
  return toCsv([
    ['role', 'model', ...keys, 'score', 'seconds', 'remembered', 'chosen', 'failure', ...metrics],
    ...candidates.map((one, i) => [
      one.role,
      one.label,
      ...keys.map((key) => valueOf(one, key)),
      one.score,
      one.seconds,
      String(one.isRemembered),
      String(chosen?.candidate === i),
      candidateFailure(one),
      ...metrics.map((metric) => one.scores?.[metric]),
    ]),
  ]);
}

function keysOf(candidates: readonly Candidate[]): {
  readonly keys: readonly string[];
  readonly valueOf: (one: Candidate, key: string) => number | undefined;
} {
  const names = shortKeys(candidates.map(({ values }) => values));
  return {
    keys: [...new Set(names.values())],
    valueOf: ({ values }, key) => Object.entries(values).find(([path]) => names.get(path) === key)?.[1],
  };
}
