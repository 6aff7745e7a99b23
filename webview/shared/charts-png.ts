import { viewTexts } from '../../src/base/texts/views.js';
import { canvasToPng } from './canvas.js';
import { toCss } from './colour.js';
import type { ChartLine, LineStyle } from './line-chart-view.js';
import { createPngCanvas } from './png-canvas.js';
import type { Theme } from './theme.js';
import { visibleName } from './visible-name.js';

/** A chart as it is drawn, and the lines to be named above it. */
export interface DrawnChart {
  readonly title: string;
  readonly view: { readonly lines: readonly ChartLine[] };
  readonly canvas: HTMLCanvasElement;
}

export interface ChartsPicture {
  readonly title: string;
  readonly charts: readonly DrawnChart[];
  readonly theme: Theme;
}

const WIDTH = 1000;
const MARGIN = 24;
const HEAD = 48;
const LEGEND_LINE = 18;
/** The charts one under the other, each with title and legend, as a PNG. */
export async function chartsPng({ title, charts, theme }: ChartsPicture): Promise<Uint8Array> {
  const parts = charts.map((chart) => ({ ...chart, ...sizeOf(chart.canvas), rows: legendRows(chart) }));
  const height = parts.reduce(
    (sum, part) => sum + part.height + 34 + part.rows.length * LEGEND_LINE,
    HEAD + 2 * MARGIN,
  );
  const made = createPngCanvas(WIDTH, height, theme);
  if (made === undefined) {
    throw new Error(viewTexts.noPng());
  }
  const { canvas, context, write } = made;
  write(visibleName(title), [MARGIN, MARGIN + 10, WIDTH - 2 * MARGIN], { font: '600 18px' });
  let top = MARGIN + HEAD;
  for (const part of parts) {
    write(part.title, [MARGIN, top, WIDTH - 2 * MARGIN], { font: '600 13px' });
    top += 14;
    for (const row of part.rows) {
      row.forEach(({ label, style }, i) => {
        const x = MARGIN + i * COLUMN;
        paintLine(context, style, { x, y: top + LEGEND_LINE / 2 });
        write(label, [x + 34, top + LEGEND_LINE / 2, COLUMN - 44]);
      });
      top += LEGEND_LINE;
    }
    context.drawImage(part.canvas, MARGIN, top + 4, part.width, part.height);
    top += part.height + 20;
  }
  return canvasToPng(canvas);
}

const COLUMN = (WIDTH - 2 * MARGIN) / 4;

/** The names of the lines, four beside each other. */
function legendRows({ view }: DrawnChart): readonly (readonly { label: string; style: LineStyle }[])[] {
  const named = view.lines.filter(({ isBackground }) => isBackground !== true);
  return Array.from({ length: Math.ceil(named.length / 4) }, (_, row) => named.slice(row * 4, row * 4 + 4));
}

/** The chart as wide as the picture. */
function sizeOf(canvas: HTMLCanvasElement): { readonly width: number; readonly height: number } {
  const width = WIDTH - 2 * MARGIN;
  return { width, height: (canvas.height / Math.max(1, canvas.width)) * width };
}

function paintLine(
  context: CanvasRenderingContext2D,
  { colour, width, dash = [], marker }: LineStyle,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  context.strokeStyle = toCss(colour);
  context.lineWidth = width;
  context.setLineDash([...dash]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 26, y);
  context.stroke();
  context.setLineDash([]);
  if (marker !== undefined) {
    context.beginPath();
    context.arc(x + 13, y, 3, 0, 2 * Math.PI);
    context.fillStyle = toCss(colour);
    if (marker === 'filled') {
      context.fill();
    }
    context.stroke();
  }
}
