import type uPlot from 'uplot';
import { toCss } from './colour.js';
import type { ChartView } from './line-chart-view.js';

const TICK = 5;

/** Draws a chart's marks and levels over its lines. */
export function paintMarks(plot: uPlot, { marks, levels, theme, range }: ChartView, font: string): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio || 1;
  const [right, bottom] = [bbox.left + bbox.width, bbox.top + bbox.height];
  ctx.save();
  ctx.font = font.replace(/^\d+/, (pixels) => String(Math.round(Number(pixels) * ratio)));
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = ratio;
  ctx.strokeStyle = toCss(theme.muted);
  ctx.fillStyle = toCss(theme.foreground);
  for (const { x, kind, text } of marks) {
    if (x < range[0] || x > range[1]) {
      continue;
    }
    const at = plot.valToPos(x, 'x', true);
    if (kind === 'line') {
      stroke(ctx, [4 * ratio, 4 * ratio], [at, bbox.top, at, bottom]);
      const fits = at + ctx.measureText(text).width + 6 * ratio <= right;
      ctx.textAlign = fits ? 'left' : 'right';
      ctx.fillText(text, at + (fits ? 3 : -3) * ratio, bbox.top - ratio);
    } else {
      triangle(ctx, { x: at, y: bottom, size: TICK * ratio, isFilled: kind === 'best' });
    }
  }
  ctx.textAlign = 'left';
  for (const { y, text } of levels) {
    const at = plot.valToPos(y, 'y', true);
    if (at >= bbox.top && at <= bottom) {
      stroke(ctx, [6 * ratio, 3 * ratio], [bbox.left, at, right, at]);
      ctx.fillText(text, bbox.left + 3 * ratio, at - 2 * ratio);
    }
  }
  ctx.restore();
}

function stroke(
  context: CanvasRenderingContext2D,
  dash: readonly number[],
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): void {
  context.setLineDash([...dash]);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.setLineDash([]);
}

/** A triangle that stands on the axis: filled, or its outline. */
function triangle(
  context: CanvasRenderingContext2D,
  {
    x,
    y,
    size,
    isFilled,
  }: { readonly x: number; readonly y: number; readonly size: number; readonly isFilled: boolean },
): void {
  const height = isFilled ? size * 2 : size * 1.4;
  context.beginPath();
  context.moveTo(x, y - height);
  context.lineTo(x + size, y);
  context.lineTo(x - size, y);
  context.closePath();
  if (isFilled) {
    context.fill();
  }
  context.stroke();
}
