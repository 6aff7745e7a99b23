import { stabilityTexts } from '../../src/base/texts/stability.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { createButton } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import type { PageState } from './page-state.js';

export interface ToolbarEvents {
  show(shown: PageState['shown']): void;
  exportCsv(): void;
  exportPng(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  update(page: PageState): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What the user chooses about the comparison. */
export function createToolbar(events: ToolbarEvents): Toolbar {
  let shown: PageState['shown'] = 'heatmap';
  const title = element('h2', {}, stabilityTexts.heatmapTitle());
  const twin = createButton(stabilityTexts.showTable(), () => events.show(shown === 'table' ? 'heatmap' : 'table'));
  const csv = createButton(viewTexts.exportCsv(), () => events.exportCsv());
  const png = createButton(viewTexts.exportPng(), () => events.exportPng());
  const said = element('span', { class: 'said', role: 'status' });
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': viewTexts.tools() },
      title,
      element('div', { class: 'toolbar-end' }, said, twin.element, csv.element, png.element),
    ),
    update(page) {
      ({ shown } = page);
      twin.setLabel(shown === 'table' ? stabilityTexts.showHeatmap() : stabilityTexts.showTable());
      png.show(shown === 'heatmap');
    },
    say: (text) => setText(said, text),
  };
}
