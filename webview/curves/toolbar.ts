import { curveTexts } from '../../src/base/texts/curves.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { createButton, createDropdown } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { smoothings, xUnits } from './page-state.js';
import type { PageState } from './page-state.js';

export interface ToolbarEvents {
  change(change: Partial<Pick<PageState, 'x' | 'smoothing' | 'shown'>>): void;
  showAll(): void;
  compare(): void;
  endComparison(): void;
  exportCsv(): void;
  exportPng(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  update(page: PageState, options: { readonly hasEpochs: boolean; readonly format: Format }): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What the user chooses about the curves. */
export function createToolbar(events: ToolbarEvents): Toolbar {
  let current: PageState | undefined;
  const x = createDropdown(curveTexts.xLabel(), (value) => {
    const chosen = xUnits.find((one) => one === value);
    events.change(chosen === undefined ? {} : { x: chosen });
  });
  const smoothing = createDropdown(curveTexts.smoothingLabel(), (value) => {
    const chosen = smoothings.find((one) => String(one) === value);
    events.change(chosen === undefined ? {} : { smoothing: chosen });
  });
  const all = createButton(curveTexts.showAll(), () => events.showAll());
  const twin = createButton(curveTexts.showTable(), () =>
    events.change({ shown: current?.shown === 'table' ? 'charts' : 'table' }),
  );
  const compare = createButton(viewTexts.compare(), () =>
    current?.other === undefined ? events.compare() : events.endComparison(),
  );
  const csv = createButton(viewTexts.exportCsv(), () => events.exportCsv());
  const png = createButton(viewTexts.exportPng(), () => events.exportPng());
  const said = element('span', { class: 'said', role: 'status' });
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': viewTexts.tools() },
      x.element,
      smoothing.element,
      all.element,
      element('div', { class: 'toolbar-end' }, said, twin.element, compare.element, csv.element, png.element),
    ),
    update(page, { hasEpochs, format }) {
      current = page;
      x.set(
        xUnits
          .filter((one) => one !== 'epoch' || hasEpochs || page.x === 'epoch')
          .map((one) => ({ value: one, label: curveTexts.x[one]() })),
        page.x,
      );
      smoothing.set(
        smoothings.map((one) => ({
          value: String(one),
          label: curveTexts.smoothing(one === 0 ? undefined : format.count(one)),
        })),
        String(page.smoothing),
      );
      all.show(page.range !== undefined && page.shown === 'charts');
      png.show(page.shown === 'charts');
      twin.setLabel(page.shown === 'table' ? curveTexts.showCharts() : curveTexts.showTable());
      compare.setLabel(page.other === undefined ? viewTexts.compare() : viewTexts.endComparison());
    },
    say: (text) => setText(said, text),
  };
}
