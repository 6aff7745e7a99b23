import type { GraphScene } from './graph-scene.js';
import { xOf, yOf } from './viewport.js';

export interface Edge {
  /** The one that was made of, and the one that was made. */
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** Paints the line from an individual to one that was made of it; nothing where the line lies beside what is in sight. */
export function paintEdge(
  context: CanvasRenderingContext2D,
  { layout, view }: Pick<GraphScene, 'layout' | 'view'>,
  { from, to, colour, width, dash }: Edge,
): void {
  const [start, end] = [layout.indexOf(from), layout.indexOf(to)];
  const [a, b] = [layout.individuals[start ?? -1], layout.individuals[end ?? -1]];
  if (start === undefined || end === undefined || a === undefined || b === undefined) {
    return;
  }
  if (Math.max(a.generation, b.generation) < view.range[0] || Math.min(a.generation, b.generation) > view.range[1]) {
    return;
  }
  const [x0, y0] = [xOf(view, a.generation), yOf(view, layout.rowOf(start))];
  const [x1, y1] = [xOf(view, b.generation), yOf(view, layout.rowOf(end))];
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash([...dash]);
  context.beginPath();
  context.moveTo(x0, y0);
  if (x0 === x1) {
    // Of the same generation, as where trials are made one after the other: a bow beside the column.
    context.quadraticCurveTo(x0 - Math.min(30, 6 + Math.abs(y1 - y0) / 4), (y0 + y1) / 2, x1, y1);
  } else {
    const bend = (x1 - x0) * 0.45;
    context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  }
  context.stroke();
  context.setLineDash([]);
}
