import { createColourScale } from '../shared/colour-scale.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { memoizeLast } from '../shared/memoize-last.js';
import type { Theme } from '../shared/theme.js';
import { createTooltip } from '../shared/tooltip.js';
import { createBreadcrumb } from './breadcrumb.js';
import { captionOf } from './caption.js';
import { createCellWords } from './cell-words.js';
import { createHeatmap } from './heatmap.js';
import type { HeatmapEvents, HeatmapView } from './heatmap-view.js';
import { createLegendLine } from './legend-line.js';
import type { PageState, Place } from './page-state.js';
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

/** What is on the screen, for exports. */
export interface DrawnPicture {
  readonly scene: Scene;
  readonly style: HeatmapView['style'];
  readonly caption: string;
}

export interface Picture {
  readonly element: HTMLElement;
  readonly toolbar: Toolbar;
  update(view: PictureView): void;
  /** Undefined until there was something to draw. */
  drawn(): DrawnPicture | undefined;
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
  const scaleOf = memoizeLast((theme: Theme, { low, high, diverging }: Scene['domain'], exact: boolean) =>
    createColourScale(theme, { domain: [low, high], diverging, exact }),
  );
  let drawn: DrawnPicture | undefined;
  return {
    element: element('section', { class: 'tools-and-picture' }, toolbar.element, legend.element, figure),
    toolbar,
    update({ scene, page, theme, format, other }) {
      const { measure } = page;
      const scale = scaleOf(theme, scene.domain, page.range === 'full');
      const most = Math.max(Math.abs(scale.domain[0]), Math.abs(scale.domain[1]));
      const values = createValueFormat(format, { measure, most, comparing: scene.comparing });
      const style = { theme, scale, measure, format: values.cell };
      const showsTable = page.shown === 'table';
      toolbar.update(page, scene.columns);
      breadcrumb.update(scene);
      legend.update({ scene, page, scale, format: values.cell, other });
      setText(caption, captionOf(scene, page));
      heatmap.element.hidden = showsTable;
      table.element.hidden = !showsTable;
      if (showsTable) {
        table.update(scene, format, values);
      } else {
        heatmap.update({ scene, page, style, words: createCellWords({ scene, measure, format, values }) });
      }
      drawn = { scene, style, caption: captionOf(scene, { ...page, shown: 'heatmap' }) };
    },
    drawn: () => drawn,
    focus: () => heatmap.focus(),
  };
}
