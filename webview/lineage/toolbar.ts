import { lineageTexts } from '../../src/base/texts/lineage.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { createButton, createDropdown } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import { shownParts } from './page-state.js';
import type { PageState, ShownPart } from './page-state.js';

export interface ToolbarEvents {
  show(part: ShownPart): void;
  showAll(): void;
  exportAs(format: 'csv' | 'json' | 'svg' | 'png'): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  update(page: PageState): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What is shown, and what can be made of it: a PNG of what is on the screen, files of everything. */
export function createToolbar(events: ToolbarEvents): Toolbar {
  const show = createDropdown(lineageTexts.showLabel(), (value) => {
    events.show(shownParts.find((part) => part === value) ?? 'graph');
  });
  const all = createButton(lineageTexts.showAll(), () => events.showAll());
  const said = element('span', { class: 'said', role: 'status' });
  const csv = createButton(viewTexts.exportCsv(), () => events.exportAs('csv'));
  const json = createButton(lineageTexts.exportJson(), () => events.exportAs('json'));
  const svg = createButton(lineageTexts.exportSvg(), () => events.exportAs('svg'));
  const png = createButton(viewTexts.exportPng(), () => events.exportAs('png'));
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': viewTexts.tools() },
      show.element,
      all.element,
      element('div', { class: 'toolbar-end' }, said, csv.element, json.element, svg.element, png.element),
    ),
    update({ shown, range, rows }) {
      show.set(
        shownParts.map((part) => ({ value: part, label: lineageTexts.show[part]() })),
        shown,
      );
      const isGraph = shown === 'graph';
      all.show(isGraph && (range !== undefined || rows !== undefined));
      svg.show(isGraph);
      png.show(isGraph);
    },
    say: (text) => setText(said, text),
  };
}
