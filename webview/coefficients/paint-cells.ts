import { mix, toCss } from '../shared/colour.js';
import type { ColourScale } from '../shared/colour-scale.js';
import type { Theme } from '../shared/theme.js';
import { NUMBER_WIDTH, columnLeft, stripOf } from './geometry.js';
import type { Geometry } from './geometry.js';
import { measureIndex } from './measures.js';
import type { Measure } from './measures.js';
import { shownValue } from './rows.js';
import type { Row, Strip } from './rows.js';

/** How the cells are drawn, whatever rows they are of. */
export interface CellStyle {
  readonly theme: Theme;
  readonly scale: ColourScale;
  readonly measure: Measure;
  readonly geometry: Geometry;
  readonly rowHeight: number;
  /** The number in a cell. */
  readonly format: (value: number) => string;
}

/** Below this height a row has no room for its number. */
const LEAST_TEXT = 12;
/** Slots narrower than this are drawn without a line between them, and below one pixel as means of what falls together. */
const LEAST_SLOT = 6;

/** Draws the rows from `first` up to `end`; the first row's upper edge lies at `top`, the first column at `left`. */
export function paintCells(
  context: CanvasRenderingContext2D,
  rows: readonly Row[],
  style: CellStyle,
  at: { readonly left: number; readonly top: number; readonly first: number; readonly end: number },
): void {
  const { theme, geometry, rowHeight } = style;
  const hatch = hatchOf(context, theme);
  context.font = `${Math.min(theme.fontPixels - 2, rowHeight - 6)}px ${theme.numberFontFamily}`;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (let i = at.first; i < at.end; i += 1) {
    const row = rows[i];
    const strip = row?.strip;
    for (let column = 0; row !== undefined && column < geometry.columns; column += 1) {
      paintCell(context, row, style, {
        strip,
        column,
        x: at.left + columnLeft(geometry, column),
        y: at.top + i * rowHeight,
        hatch,
      });
    }
  }
}

interface CellPlace {
  readonly strip: Strip | undefined;
  readonly column: number;
  readonly x: number;
  readonly y: number;
  readonly hatch: CanvasPattern | string;
}

function paintCell(context: CanvasRenderingContext2D, row: Row, style: CellStyle, place: CellPlace): void {
  const { theme, scale, measure, geometry, rowHeight, format } = style;
  const { column, x, y } = place;
  const value = shownValue(row, column, measure);
  const height = rowHeight > 4 ? rowHeight - 2 : rowHeight;
  const upper = y + (rowHeight - height) / 2;
  const beside = place.strip === undefined || Number.isNaN(value) ? undefined : stripOf(geometry.columnWidth);
  const width = beside === undefined ? geometry.columnWidth : NUMBER_WIDTH;
  context.fillStyle = Number.isNaN(value) ? place.hatch : scale.fill(value);
  context.fillRect(x, upper, width, height);
  if (beside !== undefined && place.strip !== undefined) {
    paintStrip(context, place.strip, style, { ...place, x: x + beside.left, y: upper, width: beside.width, height });
  }
  if (theme.highContrast && height > 4) {
    context.strokeStyle = toCss(theme.line);
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, Math.round(upper) + 0.5, geometry.columnWidth - 1, height - 1);
  }
  if (height >= LEAST_TEXT && !Number.isNaN(value)) {
    context.fillStyle = scale.text(value);
    context.fillText(format(value), x + NUMBER_WIDTH - 6, upper + height / 2 + 0.5);
  }
}

interface StripPlace extends CellPlace {
  readonly width: number;
  readonly height: number;
}

function paintStrip(context: CanvasRenderingContext2D, strip: Strip, style: CellStyle, place: StripPlace): void {
  const measure = measureIndex(style.measure);
  const { column, x, y, width, height } = place;
  const steps = Math.min(strip.slots, Math.floor(width));
  const line = width / steps >= LEAST_SLOT ? 1 : 0;
  for (let step = 0; step < steps; step += 1) {
    const from = Math.floor((step * strip.slots) / steps);
    const to = Math.max(from + 1, Math.floor(((step + 1) * strip.slots) / steps));
    const value = meanOf(strip, { from, to, column, measure });
    const left = Math.round((step * width) / steps);
    const right = Math.round(((step + 1) * width) / steps) - line;
    if (!Number.isNaN(value)) {
      paintSlot(context, value, style, { x: x + left, y, width: right - left, height });
    } else if (to === from + 1 && strip.has(from)) {
      context.fillStyle = place.hatch;
      context.fillRect(x + left, y, right - left, height);
    }
  }
}

/** In high contrast a slot is a bar as well: its height says what otherwise colour alone would. */
function paintSlot(
  context: CanvasRenderingContext2D,
  value: number,
  { theme, scale }: CellStyle,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  if (!theme.highContrast) {
    context.fillStyle = scale.fill(value);
    context.fillRect(x, y, width, height);
    return;
  }
  context.fillStyle = toCss(scale.diverging && value < 0 ? theme.oppositeHue : theme.hue);
  const inside = height - 4;
  const position = scale.position(value);
  const zero = scale.diverging ? 0.5 : 0;
  const [low, high] = [Math.min(zero, position), Math.max(zero, position)];
  const bar = Math.max(1, (high - low) * inside);
  context.fillRect(x, y + 2 + Math.min(inside - bar, (1 - high) * inside), width, bar);
}

function meanOf(
  strip: Strip,
  {
    from,
    to,
    column,
    measure,
  }: { readonly from: number; readonly to: number; readonly column: number; readonly measure: number },
): number {
  let sum = 0;
  let count = 0;
  for (let slot = from; slot < to; slot += 1) {
    const value = strip.value(slot, column, measure);
    if (!Number.isNaN(value)) {
      sum += value;
      count += 1;
    }
  }
  return sum / count;
}

const HATCH = 6;
/** How visible the lines are between background and text; quiet, as there may be many. */
const HATCH_STRENGTH = 0.3;

/** Slanted lines for what has no value. */
export function hatchOf(context: CanvasRenderingContext2D, theme: Theme): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = HATCH;
  tile.height = HATCH;
  const drawing = tile.getContext('2d');
  if (drawing === null) {
    return toCss(theme.background);
  }
  drawing.fillStyle = toCss(theme.background);
  drawing.fillRect(0, 0, HATCH, HATCH);
  drawing.strokeStyle = toCss(
    theme.highContrast ? theme.foreground : mix(theme.background, theme.foreground, HATCH_STRENGTH),
  );
  drawing.lineWidth = 1;
  drawing.beginPath();
  for (const shift of [-HATCH, 0, HATCH]) {
    drawing.moveTo(shift, HATCH);
    drawing.lineTo(shift + HATCH, 0);
  }
  drawing.stroke();
  return context.createPattern(tile, 'repeat') ?? toCss(theme.background);
}
