import { curveTexts } from '../../src/base/texts/curves.js';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import { durationText } from '../../src/base/texts/runs.js';
import type { EvolveBegun, IndividualRecord } from '../../src/engines/evolve/events.js';
import { createButton } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { problemList } from '../shared/notice.js';
import { visibleName } from '../shared/visible-name.js';
import { linksOf } from './ancestry.js';
import type { Life } from './ancestry.js';
import { comparisonTable } from './comparison.js';
import { factList } from './fact-list.js';
import { geneTable } from './gene-table.js';
import { donorText, individualName, metricName, otherScores, scoreText, standingOf } from './individual-words.js';
import type { LineageLayout } from './layout.js';

export interface DetailsView {
  readonly begun: EvolveBegun;
  readonly layout: LineageLayout;
  readonly living: ReadonlySet<number>;
  readonly selected: number | undefined;
  readonly marked: number | undefined;
  readonly life: Life | undefined;
  /** Of the selected one. */
  readonly ancestors: ReadonlySet<number>;
  readonly children: readonly number[];
  readonly format: Format;
}

export interface DetailsEvents {
  select(id: number): void;
  mark(id: number | undefined): void;
  materialise(id: number): void;
  close(): void;
}

export interface Details {
  readonly element: HTMLElement;
  update(view: DetailsView): void;
}

/** So many children get a button; more are counted. */
const MOST_CHILDREN = 24;
const MOST_ORIGINALS = 8;

/** All about the selected individual, and its differences to the marked one. */
export function createDetails(events: DetailsEvents): Details {
  const title = element('h2', {});
  const close = createButton(lineageTexts.close(), () => events.close());
  const materialise = createButton(lineageTexts.materialise(), () => {
    if (current?.selected !== undefined) {
      events.materialise(current.selected);
    }
  });
  const mark = createButton(lineageTexts.mark(), () => {
    events.mark(current?.marked === undefined ? current?.selected : undefined);
  });
  materialise.element.title = lineageTexts.materialiseIdea();
  const buttons = element('div', { class: 'detail-buttons' }, materialise.element, mark.element, close.element);
  const hint = element('p', { class: 'caption', role: 'status' });
  const content = element('div', { class: 'detail-content' });
  const box = element(
    'aside',
    { class: 'details', 'aria-label': lineageTexts.details(), hidden: true },
    title,
    buttons,
    hint,
    content,
  );
  let current: DetailsView | undefined;
  let shown = '';

  function link(one: IndividualRecord | undefined, id: number, text: string): HTMLElement {
    const button = element('button', { type: 'button', class: 'link' }, text);
    button.addEventListener('click', () => events.select(id));
    const score = one?.score === undefined || current === undefined ? '' : ` ${current.format.figure(one.score)}`;
    return element('li', {}, button, element('span', { class: 'number' }, score));
  }

  return {
    element: box,
    update(view) {
      current = view;
      const { layout, selected, marked, begun, children } = view;
      const one = layout.individuals[selected === undefined ? -1 : (layout.indexOf(selected) ?? -1)];
      box.hidden = one === undefined;
      if (one === undefined) {
        shown = '';
        return;
      }
      const other =
        marked === undefined || marked === one.id ? undefined : layout.individuals[layout.indexOf(marked) ?? -1];
      materialise.show(begun.individuals !== 'points' && one.score !== undefined);
      mark.setLabel(marked === undefined ? lineageTexts.mark() : lineageTexts.unmark());
      setText(hint, marked === one.id ? lineageTexts.markHint() : '');
      hint.hidden = marked !== one.id;
      // Built anew only when something in it is another: buttons keep the keyboard while a run goes on.
      const state = JSON.stringify([one.id, other?.id, children.length, view.life, view.living.has(one.id)]);
      if (state === shown) {
        return;
      }
      shown = state;
      const focused = document.activeElement instanceof HTMLElement && content.contains(document.activeElement);
      setText(title, lineageTexts.individual(individualName(one)));
      content.replaceChildren(
        ...(other === undefined ? [] : [comparisonTable(one, other, view)]),
        factsOf(one, view),
        ...madeOf(one, view, link),
        ...valuesOf(one, view),
        ...(one.problems === undefined || one.problems.length === 0
          ? []
          : [element('h3', {}, lineageTexts.whyFailed()), problemList(one.problems)]),
        ...childList(view, link),
      );
      if (focused) {
        close.element.focus();
      }
    },
  };
}

type MakeLink = (one: IndividualRecord | undefined, id: number, text: string) => HTMLElement;

function factsOf(one: IndividualRecord, { begun, living, life, layout, ancestors, format }: DetailsView): HTMLElement {
  const figure = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : format.figure(value);
  const scores = otherScores(one, begun).map(
    ([name, value]) => [visibleName(curveTexts.metric(name), 40), format.figure(value)] as const,
  );
  return factList([
    [lineageTexts.factStanding(), lineageTexts.standing[standingOf(one, living)]()],
    [metricName(begun), scoreText(one.score, one.interval, format)],
    ...scores,
    [lineageTexts.factGeneration(), format.count(one.generation)],
    [lineageTexts.factPlace(), format.count(one.slot)],
    [lineageTexts.factLife(), life === undefined ? undefined : lifeWords(life, format)],
    [lineageTexts.factOriginal(), one.label === undefined ? undefined : visibleName(one.label, 60)],
    [lineageTexts.factScale(), figure(one.scale)],
    [lineageTexts.factRate(), figure(one.rate)],
    [lineageTexts.factCrossed(), one.crossed === undefined ? undefined : format.percent(one.crossed, 1)],
    [lineageTexts.factDonor(), one.donor.length === 0 ? undefined : donorText(one.donor, format)],
    [lineageTexts.factSeconds(), one.isRemembered ? lineageTexts.remembered() : durationText(one.seconds)],
    [lineageTexts.factAncestors(), ancestorWords(ancestors, layout, format)],
  ]);
}

function lifeWords({ first, last, isLiving }: Life, format: Format): string {
  if (isLiving) {
    return lineageTexts.lifeGoesOn(format.count(first));
  }
  return first === last
    ? lineageTexts.lifeOfOne(format.count(first))
    : lineageTexts.life(format.count(first), format.count(last));
}

/** How many ancestors it has, and the originals among them where they are few. */
function ancestorWords(
  ancestors: ReadonlySet<number>,
  { individuals, indexOf }: LineageLayout,
  format: Format,
): string | undefined {
  if (ancestors.size === 0) {
    return undefined;
  }
  const originals = [...ancestors]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const ancestor = individuals[indexOf(id) ?? -1];
      return ancestor?.generation === 0 ? [individualName(ancestor)] : [];
    });
  return lineageTexts.ancestors(format.count(ancestors.size), originals.length > MOST_ORIGINALS ? [] : originals);
}

/** The parent and the donor's parts, each a button that selects it. */
function madeOf(one: IndividualRecord, { begun, layout, format }: DetailsView, link: MakeLink): readonly HTMLElement[] {
  const links = linksOf(one);
  if (links.length === 0) {
    const isDrawn = one.generation > 0 || begun.individuals !== 'checkpoints';
    return [
      element(
        'p',
        { class: 'caption' },
        isDrawn && one.label === undefined ? drawnWords(one) : lineageTexts.isOriginal(),
      ),
    ];
  }
  const rows = links.map(({ id, as, factor }) => {
    const maker = layout.individuals[layout.indexOf(id) ?? -1];
    const name = individualName(maker ?? { id });
    const text = as === 'parent' ? lineageTexts.parent(name) : lineageTexts.donor(name, format.figure(factor ?? 0));
    return link(maker, id, text);
  });
  return [element('h3', {}, lineageTexts.parents()), element('ul', { class: 'links' }, ...rows)];
}

const drawnWords = ({ generation }: IndividualRecord): string =>
  generation === 0 ? lineageTexts.isOriginal() : lineageTexts.fromDistribution();

function valuesOf({ values, ...one }: IndividualRecord, { begun, format }: DetailsView): readonly HTMLElement[] {
  if (values === undefined || values.length === 0) {
    return 'hasMoreValues' in one ? [element('p', { class: 'caption' }, lineageTexts.valuesNotKept())] : [];
  }
  const { table, omitted } = geneTable(begun.genes, values, format);
  return [
    element('h3', {}, lineageTexts.genes()),
    table,
    ...(omitted === 0 ? [] : [element('p', { class: 'caption' }, lineageTexts.moreGenes(format.count(omitted)))]),
  ];
}

function childList({ children, layout, format }: DetailsView, link: MakeLink): readonly HTMLElement[] {
  if (children.length === 0) {
    return [];
  }
  const shown = children.slice(0, MOST_CHILDREN).map((id) => {
    const child = layout.individuals[layout.indexOf(id) ?? -1];
    return link(child, id, individualName(child ?? { id }));
  });
  const more = children.length - shown.length;
  return [
    element('h3', {}, lineageTexts.children(format.count(children.length))),
    element('ul', { class: 'links children' }, ...shown),
    ...(more === 0 ? [] : [element('p', { class: 'caption' }, lineageTexts.moreChildren(format.count(more)))]),
  ];
}
