import { viewTexts } from '../../src/base/texts/views.js';
import { createButton } from './controls.js';
import { element, setText } from './element.js';

export interface PictureToolsEvents {
  /** The table instead of the picture, or the other way round. */
  showTable(shows: boolean): void;
  exportCsv(): void;
  exportPng(): void;
  /** Where a run can be compared with another one. */
  readonly comparison?: { start(): void; end(): void };
}

export interface PictureToolsView {
  readonly showsTable: boolean;
  readonly isComparing?: boolean;
  /** Whether there is a picture to be saved while the table is shown. */
  readonly savesHiddenPicture?: boolean;
}

/** The end of every toolbar: table twin, comparison, exports, and what came of the last export. */
export interface PictureTools {
  readonly element: HTMLElement;
  update(view: PictureToolsView): void;
  say(text: string): void;
}

/** `showPicture` is what the button says that leads from the table back to the picture. */
export function createPictureTools(showPicture: () => string, events: PictureToolsEvents): PictureTools {
  let current: PictureToolsView = { showsTable: false };
  const { comparison } = events;
  const twin = createButton(viewTexts.showTable(), () => events.showTable(!current.showsTable));
  const compare = createButton(viewTexts.compare(), () =>
    current.isComparing === true ? comparison?.end() : comparison?.start(),
  );
  const csv = createButton(viewTexts.exportCsv(), () => events.exportCsv());
  const png = createButton(viewTexts.exportPng(), () => events.exportPng());
  const said = element('span', { class: 'said', role: 'status' });
  compare.show(comparison !== undefined);
  return {
    element: element('div', { class: 'toolbar-end' }, said, twin.element, compare.element, csv.element, png.element),
    update(view) {
      current = view;
      twin.setLabel(view.showsTable ? showPicture() : viewTexts.showTable());
      compare.setLabel(view.isComparing === true ? viewTexts.endComparison() : viewTexts.compare());
      png.show(!view.showsTable || view.savesHiddenPicture === true);
    },
    say: (text) => setText(said, text),
  };
}
