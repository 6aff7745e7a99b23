import { stabilityTexts } from '../../src/base/texts/stability.js';
import { viewTexts } from '../../src/base/texts/views.js';
import type { StabilitySummary } from '../../src/protocol/stability-summary.js';
import { canvasToPng } from '../shared/canvas.js';
import { toCss } from '../shared/colour.js';
import type { ColourScale } from '../shared/colour-scale.js';
import type { Format } from '../shared/format.js';
import { LEGEND_HEIGHT, LEGEND_WIDTH, legendTicks, paintLegend } from '../shared/legend.js';
import { createPngCanvas } from '../shared/png-canvas.js';
import type { Theme } from '../shared/theme.js';
import { visibleName } from '../shared/visible-name.js';
import { cellText, tunedText } from './cell-words.js';
import { coloursOf } from './gap-grid.js';

export interface HeatmapPicture {
  readonly title: string;
  readonly summary: StabilitySummary;
  readonly scale: ColourScale;
  readonly least: number;
  readonly most: number;
  readonly theme: Theme;
  readonly format: Format;
}

const MARGIN = 24;
const NAMES = 220;
const CELL = { width: 108, height: 26 };
/** The whole heatmap with names, successes and legend, as a PNG. */
export async function heatmapPng(picture: HeatmapPicture): Promise<Uint8Array> {
  const { summary, scale, theme, format, title, least, most } = picture;
  const { tasks, optimizers } = summary;
  const width = Math.max(640, 2 * MARGIN + NAMES + tasks.length * CELL.width);
  const height = 2 * MARGIN + 48 + (optimizers.length + 2) * CELL.height + 60;
  const made = createPngCanvas(width, height, theme);
  if (made === undefined) {
    throw new Error(viewTexts.noPng());
  }
  const { canvas, context, write } = made;
  write(visibleName(title), [MARGIN, MARGIN + 8, width - 2 * MARGIN], { font: '600 18px' });
  write(stabilityTexts.heatmapTitle(), [MARGIN, MARGIN + 32, width - 2 * MARGIN], { colour: toCss(theme.muted) });
  const left = (column: number): number => MARGIN + NAMES + column * CELL.width;
  const middle = (row: number): number => MARGIN + 48 + (row + 0.5) * CELL.height;
  tasks.forEach((task, column) => {
    write(visibleName(task.task.name, 40), [left(column) + 6, middle(0), CELL.width - 12], { font: '600 12px' });
    write(tunedText(task, format), [left(column) + 6, middle(1), CELL.width - 12]);
  });
  write(stabilityTexts.tuned(), [MARGIN, middle(1), NAMES - 12]);
  optimizers.forEach(({ name, cells, successes, settled }, row) => {
    const count = stabilityTexts.successes(format.count(successes), format.count(settled));
    write(`${visibleName(name, 40)} · ${count}`, [MARGIN, middle(row + 2), NAMES - 12]);
    cells.forEach((cell, column) => {
      const colours = coloursOf(cell, scale);
      if (colours !== undefined) {
        context.fillStyle = colours.fill;
        context.fillRect(left(column) + 1, middle(row + 2) - CELL.height / 2 + 1, CELL.width - 2, CELL.height - 2);
      }
      write(cellText(cell, format), [left(column) + 6, middle(row + 2), CELL.width - 12], {
        ...(colours === undefined ? {} : { colour: colours.text }),
      });
    });
  });
  const top = middle(optimizers.length + 1) + CELL.height / 2 + 20;
  paintLegend(context, scale, { x: MARGIN, y: top });
  const percent = (value: number): string => format.percent(value, 0, { signed: true });
  for (const { text, position } of legendTicks(scale, percent, [least, most])) {
    context.textAlign = position === 0 ? 'left' : position === 1 ? 'right' : 'center';
    write(text, [MARGIN + position * LEGEND_WIDTH, top + LEGEND_HEIGHT + 12, LEGEND_WIDTH], { font: '11px' });
  }
  return canvasToPng(canvas);
}
