import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { DrawnChart } from '../shared/charts-png.js';
import { chartsPng } from '../shared/charts-png.js';
import { LEGEND_HEIGHT, LEGEND_WIDTH, legendTicks, paintLegend } from '../shared/legend.js';
import { createPngCanvas } from '../shared/png-canvas.js';
import type { Drawing } from './drawing.js';
import { metricName } from './individual-words.js';
import { LEFT } from './viewport.js';

export interface LineagePicture {
  readonly title: string;
  readonly drawing: Drawing;
  readonly graph: HTMLCanvasElement;
  readonly charts: readonly DrawnChart[];
  readonly formatScore: (position: number) => string;
}

const LEGEND_SIZE = { width: 952, height: 36 };

/** The graph, its colour scale and the charts under it, as a PNG. */
export async function lineagePng({ title, drawing, graph, charts, formatScore }: LineagePicture): Promise<Uint8Array> {
  const { theme, fitness, begun } = drawing;
  const none = { lines: [] };
  const legend = createPngCanvas(LEGEND_SIZE.width, LEGEND_SIZE.height, theme);
  if (legend !== undefined) {
    paintLegend(legend.context, fitness.scale, { x: LEFT, y: 4 });
    for (const { text, position } of legendTicks(fitness.scale, formatScore, fitness.scale.domain)) {
      legend.context.textAlign = position === 0 ? 'left' : position === 1 ? 'right' : 'center';
      legend.write(text, [LEFT + position * LEGEND_WIDTH, LEGEND_HEIGHT + 16, LEGEND_WIDTH], { font: '11px' });
    }
  }
  return chartsPng({
    title,
    charts: [
      { title: lineageTexts.graphTitle(), view: none, canvas: graph },
      ...(legend === undefined ? [] : [{ title: metricName(begun), view: none, canvas: legend.canvas }]),
      ...charts,
    ],
    theme,
  });
}
