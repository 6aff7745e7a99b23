import { toCss } from '../shared/colour.js';
import { linksOf } from './ancestry.js';
import type { Life } from './ancestry.js';
import type { GraphFocus, GraphScene } from './graph-scene.js';
import { paintEdge } from './paint-edge.js';
import { radiusOf } from './paint-individuals.js';
import { BOTTOM, LEFT, plotWidth, xOf, yOf } from './viewport.js';

/** With more ancestors than this their lines would be one area; then only the parents' are painted. */
const MOST_ANCESTORS = 80;

/** Paints what the user points at over the graph: what it was made of, how long it lived, and marks around it. */
export function paintFocus(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  {
    selected,
    marked,
    at,
    life,
    ancestors,
  }: GraphFocus & { readonly life: Life | undefined; readonly ancestors: ReadonlySet<number> },
): void {
  const { view, theme } = scene;
  context.clearRect(0, 0, view.width, view.height);
  context.save();
  context.beginPath();
  context.rect(LEFT, 0, plotWidth(view), view.height - BOTTOM + 2);
  context.clip();
  const hue = toCss(theme.oppositeHue);
  if (selected !== undefined) {
    paintLife(context, scene, selected, life);
    paintAncestry(context, scene, ancestors);
    paintMakers(context, scene, selected, 2);
  }
  if (at !== undefined && at !== selected) {
    paintMakers(context, scene, at, 1);
  }
  paintRing(context, scene, at, { colour: toCss(theme.foreground), width: 1.5, beyond: 3, dash: [] });
  paintRing(context, scene, marked, { colour: hue, width: 2, beyond: 5, dash: [3, 2] });
  paintRing(context, scene, selected, { colour: hue, width: 2.5, beyond: 5, dash: [] });
  context.restore();
}

/** A line through the generations in which it was in the population. */
function paintLife(context: CanvasRenderingContext2D, scene: GraphScene, id: number, life: Life | undefined): void {
  const { view, layout, theme } = scene;
  const index = layout.indexOf(id);
  if (index !== undefined && life !== undefined && life.last > life.first) {
    const y = yOf(view, layout.rowOf(index));
    context.strokeStyle = toCss(theme.oppositeHue);
    context.lineWidth = 3;
    context.setLineDash([1, 4]);
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(xOf(view, life.first), y);
    context.lineTo(xOf(view, life.last), y);
    context.stroke();
    context.setLineDash([]);
    context.lineCap = 'butt';
  }
}

/** Pale lines from ancestors to those they were made of, back to the originals. */
function paintAncestry(context: CanvasRenderingContext2D, scene: GraphScene, ancestors: ReadonlySet<number>): void {
  if (ancestors.size <= MOST_ANCESTORS) {
    context.globalAlpha = 0.35;
    ancestors.forEach((ancestor) => paintMakers(context, scene, ancestor, 1));
    context.globalAlpha = 1;
  }
}

/** The parent by a solid line, the donor's parts by dashed ones. */
function paintMakers(context: CanvasRenderingContext2D, scene: GraphScene, id: number, width: number): void {
  const { layout, theme } = scene;
  const one = layout.individuals[layout.indexOf(id) ?? -1];
  for (const link of one === undefined ? [] : linksOf(one)) {
    const dash = link.as === 'parent' ? [] : [5, 3];
    paintEdge(context, scene, { from: link.id, to: id, colour: toCss(theme.oppositeHue), width, dash });
  }
}

function paintRing(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  id: number | undefined,
  ring: { readonly colour: string; readonly width: number; readonly beyond: number; readonly dash: readonly number[] },
): void {
  const { layout, view } = scene;
  const index = id === undefined ? undefined : layout.indexOf(id);
  const one = layout.individuals[index ?? -1];
  if (index !== undefined && one !== undefined) {
    context.strokeStyle = ring.colour;
    context.lineWidth = ring.width;
    context.setLineDash([...ring.dash]);
    context.beginPath();
    const radius = Math.max(2, radiusOf(scene)) + ring.beyond;
    context.arc(xOf(view, one.generation), yOf(view, layout.rowOf(index)), radius, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }
}
