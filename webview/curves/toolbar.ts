import { curveTexts } from '../../src/base/texts/curves.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { createButton, createDropdown } from '../shared/controls.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { createPictureTools } from '../shared/picture-tools.js';
import type { PictureToolsEvents } from '../shared/picture-tools.js';
import { scales, smoothings, xUnits } from './page-state.js';
import type { PageState } from './page-state.js';

export interface ToolbarEvents extends PictureToolsEvents {
  change(change: Partial<Pick<PageState, 'x' | 'smoothing' | 'scale' | 'shown'>>): void;
  showAll(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  update(page: PageState, options: { readonly hasEpochs: boolean; readonly format: Format }): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What the user chooses about the curves. */
export function createToolbar(events: ToolbarEvents): Toolbar {
  const x = createDropdown(curveTexts.xLabel(), (value) => {
    const chosen = xUnits.find((one) => one === value);
    events.change(chosen === undefined ? {} : { x: chosen });
  });
  const smoothing = createDropdown(curveTexts.smoothingLabel(), (value) => {
    const chosen = smoothings.find((one) => String(one) === value);
    events.change(chosen === undefined ? {} : { smoothing: chosen });
  });
  const all = createButton(curveTexts.showAll(), () => events.showAll());
  const scale = createDropdown(curveTexts.scaleLabel(), (value) => {
    const chosen = scales.find((one) => one === value);
    events.change(chosen === undefined ? {} : { scale: chosen });
  });
  const tools = createPictureTools(curveTexts.showCharts, events);
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': viewTexts.tools() },
      x.element,
      scale.element,
      smoothing.element,
      all.element,
      tools.element,
    ),
    update(page, { hasEpochs, format }) {
      const showsTable = page.shown === 'table';
      for (const { element: ofCharts } of [x, scale, smoothing]) {
        ofCharts.hidden = showsTable;
      }
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
      all.show(page.range !== undefined && !showsTable);
      scale.set(
        scales.map((one) => ({ value: one, label: curveTexts.scale[one]() })),
        page.scale,
      );
      tools.update({ showsTable, isComparing: page.other !== undefined });
    },
    say: (text) => tools.say(text),
  };
}
