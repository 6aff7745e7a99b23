import { createColourScale } from '../shared/colour-scale.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import type { Theme } from '../shared/theme.js';
import { createTooltip } from '../shared/tooltip.js';
import { createBreadcrumb } from './breadcrumb.js';
import { createCellWords } from './cell-words.js';
import { createHeatmap } from './heatmap.js';
import type { HeatmapEvents } from './heatmap-view.js';
import { captionOf } from './caption.js';
import { createLegendLine } from './legend-line.js';
import type { PageState, Place } from './page-state.js';
import type { CellStyle } from './paint-cells.js';
import { createSceneTable } from './scene-table.js';
import type { Scene } from './scene.js';
import { createToolbar } from './toolbar.js';
import type { Toolbar, ToolbarEvents } from './toolbar.js';
import { createValueFormat } from './value-format.js';

export interface PictureView {
  readonly scene: Scene;
  readonly page: PageState;
  readonly theme: Theme;
  readonly format: Format;
  /** The other run's name while comparing. */
  readonly other: string | undefined;
}

export type PictureEvents = ToolbarEvents & HeatmapEvents & { go(place: Place): void };

export interface Picture {
  readonly element: HTMLElement;
  readonly toolbar: Toolbar;
  update(view: PictureView): void;
  /** Gives the keyboard to the heatmap. */
  focus(): void;
}

/** The picture with all that belongs to it: tools, way, legend, heatmap or table, caption. */
export function createPicture(events: PictureEvents): Picture {
  const toolbar = createToolbar(events);
  const breadcrumb = createBreadcrumb((place) => events.go(place));
  const legend = createLegendLine(breadcrumb.element, (range) => events.change({ range }));
  const heatmap = createHeatmap(createTooltip(), events);
  const table = createSceneTable((row) => events.open(row, 0));
  const caption = element('figcaption', { class: 'caption' });
  const figure = element('figure', { class: 'picture' }, heatmap.element, table.element, caption);
  return {
    element: element('main', {}, toolbar.element, legend.element, figure),
    toolbar,
    update(view) {
      const { scene, page, format, other } = view;
      const { style, values } = styleOf(view);
      const showsTable = page.shown === 'table';
      toolbar.update(page, scene.columns);
      breadcrumb.update(scene);
      legend.update({ scene, page, scale: style.scale, format: style.format, other });
      setText(caption, captionOf(scene, page.grouping));
      heatmap.element.hidden = showsTable;
      table.element.hidden = !showsTable;
      if (showsTable) {
        table.update(scene, format, values);
      } else {
        const words = createCellWords({ scene, measure: page.measure, format, values });
        heatmap.update({ scene, page, style, words });
      }
    },
    focus: () => heatmap.focus(),
  };
}

/** How a view's values become colours and numbers. */
export function styleOf({ scene, page, theme, format }: PictureView): {
  readonly style: Omit<CellStyle, 'geometry' | 'rowHeight'>;
  readonly values: ReturnType<typeof createValueFormat>;
} {
  const { low, high, diverging } = scene.domain;
  const scale = createColourScale(theme, { domain: [low, high], diverging, exact: page.range === 'full' });
  const most = Math.max(Math.abs(scale.domain[0]), Math.abs(scale.domain[1]));
  const values = createValueFormat(format, { measure: page.measure, most, signed: scene.comparing });
  const style = { theme, scale, measure: page.measure, format: (value: number): string => values.cell(value) };
  return { style, values };
}
