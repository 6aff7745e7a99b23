import { scaleLinear } from 'd3-scale';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import { mix, toCss } from '../shared/colour.js';
import type { GraphScene } from './graph-scene.js';
import { paintEdge } from './paint-edge.js';
import { paintIndividuals, radiusOf } from './paint-individuals.js';
import { BOTTOM, LEFT, RIGHT, plotWidth, xOf, yOf } from './viewport.js';

/** Paints everything but what the user points at. Background first, so that the picture can be saved as it is. */
export function paintGraph(context: CanvasRenderingContext2D, scene: GraphScene): void {
  const { view, theme } = scene;
  context.fillStyle = toCss(theme.background);
  context.fillRect(0, 0, view.width, view.height);
  paintAxis(context, scene);
  context.save();
  context.beginPath();
  context.rect(LEFT, 0, plotWidth(view), view.height - BOTTOM + 2);
  context.clip();
  paintLines(context, scene);
  paintBestLine(context, scene);
  paintIndividuals(context, scene);
  paintBestOnes(context, scene);
  context.restore();
  paintBands(context, scene);
}

/** Generations along the bottom, with faint lines up from them. */
function paintAxis(context: CanvasRenderingContext2D, { view, theme, formatGeneration }: GraphScene): void {
  const ticks = scaleLinear([...view.range], [0, 1])
    .ticks(Math.max(2, Math.floor(plotWidth(view) / 50)))
    .filter(Number.isInteger);
  context.font = fontOf(theme);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineWidth = 1;
  for (const generation of ticks) {
    const x = Math.round(xOf(view, generation)) + 0.5;
    context.strokeStyle = toCss(mix(theme.background, theme.foreground, 0.1));
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, view.height - BOTTOM + 4);
    context.stroke();
    context.fillStyle = toCss(theme.muted);
    context.fillText(formatGeneration(generation), x, view.height - BOTTOM + 7);
  }
}

/** The line between the bands, and where something began. */
function paintLines(context: CanvasRenderingContext2D, scene: GraphScene): void {
  const { view, theme, layout, restarts, partedSince } = scene;
  if (layout.rows > layout.acceptedRows && layout.acceptedRows > 0) {
    const y = Math.round(yOf(view, layout.acceptedRows)) + 0.5;
    stroke(context, [LEFT, y, view.width - RIGHT, y], { colour: toCss(theme.line), dash: [] });
  }
  for (const generation of restarts) {
    const x = xOf(view, generation - 0.5);
    stroke(context, [x, 0, x, view.height - BOTTOM], { colour: toCss(theme.muted), dash: [2, 3] });
  }
  if (partedSince !== undefined) {
    const x = xOf(view, partedSince);
    stroke(context, [x, 0, x, view.height - BOTTOM], { colour: toCss(theme.oppositeHue), dash: [6, 4] });
  }
}

function stroke(
  context: CanvasRenderingContext2D,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  { colour, dash }: { readonly colour: string; readonly dash: readonly number[] },
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([...dash]);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.setLineDash([]);
}

/** The best individual's line back to its original. */
function paintBestLine(context: CanvasRenderingContext2D, scene: GraphScene): void {
  const { bestLine, theme } = scene;
  bestLine.forEach((one, i) => {
    const before = bestLine[i + 1];
    if (before !== undefined) {
      paintEdge(context, scene, { from: before.id, to: one.id, colour: toCss(theme.foreground), width: 2.5, dash: [] });
    }
  });
}

/** Those on the best line, and what became the result, told from the others by lines around them. */
function paintBestOnes(context: CanvasRenderingContext2D, scene: GraphScene): void {
  const { bestLine, chosen, layout, view, theme } = scene;
  const radius = Math.max(2.5, radiusOf(scene));
  context.strokeStyle = toCss(theme.foreground);
  bestLine.forEach(({ id, generation }, i) => {
    const index = layout.indexOf(id);
    if (index === undefined) {
      return;
    }
    const [x, y] = [xOf(view, generation), yOf(view, layout.rowOf(index))];
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, i === 0 ? radius + 2.5 : radius + 0.5, 0, 2 * Math.PI);
    context.stroke();
    if (chosen.has(id)) {
      context.lineWidth = 1.25;
      context.beginPath();
      context.arc(x, y, radius + 5.5, 0, 2 * Math.PI);
      context.stroke();
    }
  });
}

/** The bands' names, upright at the left. */
function paintBands(context: CanvasRenderingContext2D, { view, theme, layout }: GraphScene): void {
  const bottom = view.height - BOTTOM;
  const clamp = (y: number): number => Math.max(0, Math.min(bottom, y));
  const border = clamp(yOf(view, layout.acceptedRows));
  const bands = [
    { text: lineageTexts.accepted(), from: 0, to: layout.acceptedRows > 0 ? border : 0 },
    { text: lineageTexts.lost(), from: border, to: layout.rows > layout.acceptedRows ? bottom : border },
  ];
  context.font = fontOf(theme);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = toCss(theme.muted);
  for (const { text, from, to } of bands) {
    if (to - from > context.measureText(text).width) {
      context.save();
      context.translate(LEFT - 16, (from + to) / 2);
      context.rotate(-Math.PI / 2);
      context.fillText(text, 0, 0);
      context.restore();
    }
  }
}

const fontOf = ({ fontPixels, fontFamily }: GraphScene['theme']): string =>
  `${Math.round(fontPixels * 0.85)}px ${fontFamily}`;
