import { canvasToPng } from '../shared/canvas.js';
import { toCss } from '../shared/colour.js';
import { LEGEND_HEIGHT, LEGEND_WIDTH, legendTicks, paintLegend } from '../shared/legend.js';
import { visibleName } from '../shared/visible-name.js';
import { ROW_HEIGHT, columnLeft, layOut } from './geometry.js';
import { paintCells } from './paint-cells.js';
import type { CellStyle } from './paint-cells.js';
import type { Scene } from './scene.js';

export interface Picture {
  readonly scene: Scene;
  readonly style: Omit<CellStyle, 'geometry' | 'rowHeight'>;
  readonly title: string;
  /** What is shown of it, in a line. */
  readonly caption: string;
}

const WIDTH = 1200;
const MARGIN = 24;
const TITLE_HEIGHT = 56;
const LEGEND_SPACE = 52;
const HEAD = 24;
/** Chromium draws no canvas that is higher or wider than 32,767 pixels; 16,384 is safe for its memory, too. */
const MOST_PIXELS = 16_384;
/** Twice as fine as the page's pixels, so that it can be printed. */
const FINENESS = 2;

/** The whole scene, also what is scrolled out of sight, as a PNG with title, columns, names and legend. */
export async function scenePng({ scene, style, title, caption }: Picture): Promise<Uint8Array> {
  const { rows, columns } = scene;
  const fixed = MARGIN * 2 + TITLE_HEIGHT + HEAD + LEGEND_SPACE;
  const most = MOST_PIXELS / FINENESS - fixed;
  // Too many rows for their usual height get what there is; from some point on they have no names and numbers any more.
  const rowHeight = Math.min(ROW_HEIGHT, Math.max(1 / FINENESS, most / Math.max(1, rows.length)));
  const shown = Math.min(rows.length, Math.floor(most / rowHeight));
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * FINENESS;
  canvas.height = Math.ceil((fixed + shown * rowHeight) * FINENESS);
  const context = canvas.getContext('2d');
  if (context === null) {
    return canvasToPng(canvas);
  }
  context.scale(FINENESS, FINENESS);
  const { theme, scale, format } = style;
  context.fillStyle = toCss(theme.background);
  context.fillRect(0, 0, WIDTH, canvas.height);

  const write = (text: string, x: number, y: number, options: TextOptions): void => {
    context.fillStyle = toCss(options.muted === true ? theme.muted : theme.foreground);
    context.font = `${options.bold === true ? '600 ' : ''}${options.pixels}px ${theme.fontFamily}`;
    context.textAlign = options.align ?? 'left';
    context.textBaseline = 'middle';
    context.fillText(text, x, y, options.width);
  };
  write(visibleName(title), MARGIN, MARGIN + 10, { pixels: 18, bold: true, width: WIDTH - 2 * MARGIN });
  write(caption, MARGIN, MARGIN + 34, { pixels: 12, muted: true, width: WIDTH - 2 * MARGIN });

  const longestName = rows.reduce((longest, { label }) => Math.max(longest, label.length), 0);
  const geometry = layOut(WIDTH - 2 * MARGIN, columns.length, longestName);
  const left = MARGIN + geometry.names;
  const top = MARGIN + TITLE_HEIGHT + HEAD;
  columns.forEach(({ label }, column) => {
    const x = left + columnLeft(geometry, column);
    write(visibleName(label, 40), x, top - HEAD / 2, { pixels: 12, bold: true, width: geometry.columnWidth });
  });
  if (rowHeight >= 10) {
    rows.slice(0, shown).forEach((row, i) => {
      const y = top + (i + 0.5) * rowHeight;
      write(visibleName(row.label, 60), MARGIN, y, { pixels: Math.min(12, rowHeight - 2), width: geometry.names - 12 });
    });
  }
  paintCells(context, rows, { ...style, geometry, rowHeight }, { left, top, first: 0, end: shown });

  const legendTop = top + shown * rowHeight + 20;
  paintLegend(context, scale, { x: MARGIN, y: legendTop });
  for (const { text, position } of legendTicks(scale, format, [scene.domain.least, scene.domain.most])) {
    const align = position === 0 ? 'left' : position === 1 ? 'right' : 'center';
    const x = MARGIN + position * LEGEND_WIDTH;
    write(text, x, legendTop + LEGEND_HEIGHT + 12, { pixels: 11, muted: true, align, width: LEGEND_WIDTH });
  }
  return canvasToPng(canvas);
}

interface TextOptions {
  readonly pixels: number;
  /** The text is squeezed into it where it is too long. */
  readonly width: number;
  readonly bold?: boolean;
  readonly muted?: boolean;
  readonly align?: CanvasTextAlign;
}
