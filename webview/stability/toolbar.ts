import { stabilityTexts } from '../../src/base/texts/stability.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { element } from '../shared/element.js';
import { createPictureTools } from '../shared/picture-tools.js';
import type { PictureToolsEvents } from '../shared/picture-tools.js';
import type { PageState } from './page-state.js';

export interface Toolbar {
  readonly element: HTMLElement;
  update(page: PageState): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What the user chooses about the comparison. */
export function createToolbar(events: PictureToolsEvents): Toolbar {
  const title = element('h2', {}, stabilityTexts.heatmapTitle());
  const tools = createPictureTools(viewTexts.showHeatmap, events);
  return {
    element: element('div', { class: 'toolbar', role: 'group', 'aria-label': viewTexts.tools() }, title, tools.element),
    update(page) {
      tools.update({ showsTable: page.shown === 'table' });
    },
    say: (text) => tools.say(text),
  };
}
