import { moduleTexts } from '../../src/base/texts/modules.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import { createButton } from '../shared/controls.js';
import { toCsv } from '../shared/csv.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { visibleName } from '../shared/visible-name.js';

type Extracted = CoefficientsState['modules'];

export interface Modules {
  readonly element: HTMLElement;
  update(modules: Extracted, format: Format): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What an extraction made of each module: a table, with a bar for what is kept. */
export function createModules(onExport: (csv: string) => void): Modules {
  let shown: Extracted = [];
  const body = element('tbody', {});
  const said = element('span', { class: 'said', role: 'status' });
  const csv = createButton(moduleTexts.exportCsv(), () => onExport(modulesCsv(shown)));
  const scroller = element('div', { class: 'module-table', tabindex: 0, role: 'region' }, tableOf(body));
  scroller.setAttribute('aria-label', moduleTexts.title());
  const section = element('section', { class: 'modules', hidden: true });
  // A run that merges has no such section, not even for a reader of the page's structure.
  const content = [
    element('h2', {}, moduleTexts.title()),
    element('p', { class: 'caption' }, moduleTexts.caption()),
    scroller,
    element('div', { class: 'candidate-foot' }, said, csv.element),
  ];
  return {
    element: section,
    update(modules, format) {
      if (modules === shown) {
        return;
      }
      const isMore = modules.length > shown.length && shown.every((one, i) => one === modules[i]);
      const added = isMore ? modules.slice(shown.length) : modules;
      if (!isMore) {
        body.replaceChildren();
      }
      body.append(...added.map((one) => rowOf(one, format)));
      shown = modules;
      section.hidden = modules.length === 0;
      section.replaceChildren(...(section.hidden ? [] : content));
    },
    say: (text) => setText(said, text),
  };
}

function tableOf(body: HTMLElement): HTMLElement {
  const { columnModule, columnShape, columnRank, columnEnergy, columnError } = moduleTexts;
  const heads = [columnModule, columnShape, columnRank, columnEnergy, columnError];
  return element(
    'table',
    { class: 'table' },
    element('caption', { class: 'visually-hidden' }, moduleTexts.title()),
    element(
      'thead',
      {},
      element('tr', {}, ...heads.map((head, i) => element('th', { scope: 'col', class: i > 0 && 'number' }, head()))),
    ),
    body,
  );
}

function rowOf({ module, shape, rank, energy, error }: Extracted[number], format: Format): HTMLElement {
  // The figure stands beside it; the bar is for the eye alone.
  const bar = element('span', { class: 'kept-bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--kept', String(Math.min(1, Math.max(0, energy))));
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, visibleName(module)),
    element('td', { class: 'number' }, shape.map((size) => format.count(size)).join(' × ')),
    element('td', { class: 'number' }, format.count(rank)),
    element('td', { class: 'number' }, bar, element('span', { class: 'kept-figure' }, format.percent(energy, 1))),
    element('td', { class: 'number' }, format.number(error, 3)),
  );
}

function modulesCsv(modules: Extracted): string {
  return toCsv([
    ['module', 'shape', 'rank', 'energy', 'error'],
    ...modules.map(({ module, shape, rank, energy, error }) => [module, shape.join('x'), rank, energy, error]),
  ]);
}
