import { curveTexts } from '../../src/base/texts/curves.js';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, IndividualRecord } from '../../src/engines/evolve/events.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { plainTable } from '../shared/plain-table.js';
import { visibleName } from '../shared/visible-name.js';
import { ancestorsOf } from './ancestry.js';
import { individualName, metricName, otherScores, standingOf } from './individual-words.js';
import type { LineageLayout } from './layout.js';

export interface ComparisonView {
  readonly begun: EvolveBegun;
  readonly layout: LineageLayout;
  readonly living: ReadonlySet<number>;
  readonly format: Format;
}

/** So many values are compared, those that differ most first. */
const MOST_GENES = 40;

type Row = readonly [what: string, one: string, other: string, difference: string];

/** Two individuals side by side: scores, how they were made, whom they both descend from, and the values that differ most. */
export function comparisonTable(one: IndividualRecord, other: IndividualRecord, view: ComparisonView): HTMLElement {
  const title = lineageTexts.comparison(individualName(one), individualName(other));
  const rows = [...factRows(one, other, view), ...geneRows(one, other, view)];
  const table = plainTable({
    label: title,
    columns: [
      { header: lineageTexts.columnWhat(), numeric: false },
      { header: individualName(one), numeric: true },
      { header: individualName(other), numeric: true },
      { header: lineageTexts.columnDifference(), numeric: true },
    ],
    rows: rows.map((cells) => ({ cells })),
  });
  return element(
    'section',
    { class: 'comparison' },
    element('h3', {}, title),
    element('div', { class: 'comparison-table', tabindex: 0, role: 'region', 'aria-label': title }, table),
    element('p', { class: 'caption' }, kinshipWords(one, other, view)),
  );
}

function factRows(
  one: IndividualRecord,
  other: IndividualRecord,
  { begun, living, format }: ComparisonView,
): readonly Row[] {
  const numbers = (what: string, of: (individual: IndividualRecord) => number | undefined): readonly Row[] => {
    const [a, b] = [of(one), of(other)];
    return a === undefined && b === undefined ? [] : [numberRow(what, [a, b], format)];
  };
  const named = new Set([...otherScores(one, begun), ...otherScores(other, begun)].map(([name]) => name));
  return [
    [
      lineageTexts.factStanding(),
      lineageTexts.standing[standingOf(one, living)](),
      lineageTexts.standing[standingOf(other, living)](),
      '',
    ],
    ...numbers(metricName(begun), ({ score }) => score),
    ...[...named].flatMap((name) => numbers(visibleName(curveTexts.metric(name), 40), ({ scores }) => scores?.[name])),
    ...numbers(lineageTexts.factGeneration(), ({ generation }) => generation),
    ...numbers(lineageTexts.column.scale(), ({ scale }) => scale),
    ...numbers(lineageTexts.column.rate(), ({ rate }) => rate),
    ...numbers(lineageTexts.factCrossed(), ({ crossed }) => crossed),
  ];
}

function geneRows(one: IndividualRecord, other: IndividualRecord, { begun, format }: ComparisonView): readonly Row[] {
  const [a, b] = [one.values, other.values];
  if (a === undefined || b === undefined) {
    return [];
  }
  const differing = begun.genes.map(({ name, from, to }, i) => {
    const [left, right] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    return { name, left, right, share: Math.abs(left - right) / (to > from ? to - from : 1) };
  });
  return differing
    .filter(({ share }) => share > 0)
    .sort((x, y) => y.share - x.share)
    .slice(0, MOST_GENES)
    .map(({ name, left, right }) => numberRow(visibleName(name, 60), [left, right], format));
}

function numberRow(what: string, [a, b]: readonly [number | undefined, number | undefined], format: Format): Row {
  const figure = (value: number | undefined): string => (value === undefined ? '–' : format.figure(value));
  const difference = a === undefined || b === undefined ? undefined : a - b;
  const sign = difference !== undefined && difference > 0 ? '+' : '';
  return [what, figure(a), figure(b), difference === undefined ? '' : `${sign}${format.figure(difference)}`];
}

/** Whether one descends from the other, and how many ancestors they have in common. */
function kinshipWords(
  one: IndividualRecord,
  other: IndividualRecord,
  { layout: { individuals, indexOf }, format }: ComparisonView,
): string {
  const [mine, theirs] = [ancestorsOf(individuals, one.id), ancestorsOf(individuals, other.id)];
  const common = [...mine].filter((id) => theirs.has(id));
  const newest = common.reduce<number | undefined>(
    (most, id) => (most === undefined || id > most ? id : most),
    undefined,
  );
  const descent = mine.has(other.id) ? [one, other] : theirs.has(one.id) ? [other, one] : [];
  const [child, ancestor] = descent;
  const newestName =
    newest === undefined
      ? lineageTexts.noCommon()
      : individualName(individuals[indexOf(newest) ?? -1] ?? { id: newest });
  return [
    ...(child === undefined || ancestor === undefined
      ? []
      : [lineageTexts.descends(individualName(child), individualName(ancestor))]),
    `${lineageTexts.commonAncestors()}: ${format.count(common.length)}.`,
    `${lineageTexts.newestCommon()}: ${newestName}.`,
  ].join(' ');
}
