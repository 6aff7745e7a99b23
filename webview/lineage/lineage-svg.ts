import { scaleLinear } from 'd3-scale';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import { toCss } from '../shared/colour.js';
import { LEGEND_HEIGHT, LEGEND_WIDTH, legendTicks } from '../shared/legend.js';
import { svgElement } from '../shared/svg-element.js';
import { visibleName } from '../shared/visible-name.js';
import type { GraphScene } from './graph-scene.js';
import { radiusOf } from './paint-individuals.js';
import { BOTTOM, LEFT, plotWidth, xOf, yOf } from './viewport.js';

export interface LineageSvg {
  readonly title: string;
  readonly scene: GraphScene;
  /** Words at the ends of the colour scale. */
  readonly formatScore: (position: number) => string;
}

const HEAD = 34;
const FOOT = 46;
/** Strips of one colour that the legend is made of. */
const LEGEND_STEPS = 64;

/** The whole graph as an SVG file, with title, axis and colour scale; nothing in it is markup of a run's names. */
export function lineageSvg({ title, scene, formatScore }: LineageSvg): string {
  const { view, theme, formatGeneration } = scene;
  const height = HEAD + view.height + FOOT;
  const svg = svgElement('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: view.width,
    height,
    viewBox: `0 0 ${view.width} ${height}`,
    'font-family': theme.fontFamily,
    'font-size': 11,
  });
  const muted = toCss(theme.muted);
  const text = (words: string, attributes: Readonly<Record<string, string | number>>): SVGTextElement => {
    const made = svgElement('text', { fill: muted, ...attributes });
    made.textContent = words;
    return made;
  };
  const ticks = scaleLinear([...view.range], [0, 1])
    .ticks(Math.max(2, Math.floor(plotWidth(view) / 50)))
    .filter(Number.isInteger);
  const graph = svgElement('g', { transform: `translate(0 ${HEAD})` });
  graph.append(
    ...ticks.map((tick) =>
      text(formatGeneration(tick), { x: xOf(view, tick), y: view.height - BOTTOM + 16, 'text-anchor': 'middle' }),
    ),
    ...bands(scene).map(({ words, y }) =>
      text(words, { transform: `translate(${LEFT - 16} ${y}) rotate(-90)`, 'text-anchor': 'middle' }),
    ),
    ...bestPath(scene),
    ...marks(scene),
  );
  svg.append(
    svgElement('rect', { width: view.width, height, fill: toCss(theme.background) }),
    text(visibleName(title), { x: LEFT, y: 22, 'font-size': 16, 'font-weight': 600, fill: toCss(theme.foreground) }),
    graph,
    legend(scene, { y: HEAD + view.height + 8, formatScore, text }),
  );
  return `${new XMLSerializer().serializeToString(svg)}\n`;
}

function bands({ layout, view }: GraphScene): readonly { readonly words: string; readonly y: number }[] {
  const { acceptedRows, rows } = layout;
  return [
    ...(acceptedRows === 0 ? [] : [{ words: lineageTexts.accepted(), y: yOf(view, acceptedRows / 2 - 0.5) }]),
    ...(rows <= acceptedRows ? [] : [{ words: lineageTexts.lost(), y: yOf(view, (acceptedRows + rows) / 2) }]),
  ];
}

/** A disc, a ring or a cross for each individual, as in the picture on the screen. */
function marks({ layout, view, fitness, theme, living }: GraphScene): readonly SVGElement[] {
  const radius = Math.max(1, radiusOf({ view }));
  const [muted, foreground] = [toCss(theme.muted), toCss(theme.foreground)];
  return layout.individuals.map(({ id, generation, score, isAccepted }, index) => {
    const [cx, cy] = [round(xOf(view, generation)), round(yOf(view, layout.rowOf(index)))];
    if (score === undefined) {
      const arm = radius * 0.6;
      const cross = `M${cx - arm} ${cy - arm}L${cx + arm} ${cy + arm}M${cx + arm} ${cy - arm}L${cx - arm} ${cy + arm}`;
      return svgElement('path', { d: cross, stroke: muted, 'stroke-width': 1, fill: 'none' });
    }
    const colour = fitness.colour(score);
    if (!isAccepted) {
      const width = Math.max(0.7, radius * 0.35);
      const r = radius * 0.75 - width / 2;
      return svgElement('circle', { cx, cy, r, fill: 'none', stroke: colour, 'stroke-width': width });
    }
    const line = living.has(id) ? { stroke: foreground, 'stroke-width': 1.5 } : {};
    return svgElement('circle', { cx, cy, r: radius, fill: colour, ...line });
  });
}

function bestPath({ bestLine, layout, view, theme }: GraphScene): readonly SVGElement[] {
  const points = bestLine.flatMap(({ id, generation }) => {
    const index = layout.indexOf(id);
    return index === undefined ? [] : [`${round(xOf(view, generation))},${round(yOf(view, layout.rowOf(index)))}`];
  });
  return points.length < 2
    ? []
    : [
        svgElement('polyline', {
          points: points.join(' '),
          fill: 'none',
          stroke: toCss(theme.foreground),
          'stroke-width': 2.5,
          'stroke-linejoin': 'round',
        }),
      ];
}

function legend(
  { fitness: { scale } }: GraphScene,
  {
    y,
    formatScore,
    text,
  }: {
    readonly y: number;
    readonly formatScore: (position: number) => string;
    readonly text: (words: string, attributes: Readonly<Record<string, string | number>>) => SVGTextElement;
  },
): SVGElement {
  const group = svgElement('g', { transform: `translate(${LEFT} ${y})` });
  const [low, high] = scale.domain;
  const step = LEGEND_WIDTH / LEGEND_STEPS;
  group.append(
    ...Array.from({ length: LEGEND_STEPS }, (_, i) =>
      svgElement('rect', {
        x: i * step,
        width: step + 0.5,
        height: LEGEND_HEIGHT,
        fill: scale.fill(low + ((i + 0.5) / LEGEND_STEPS) * (high - low)),
      }),
    ),
    ...legendTicks(scale, formatScore, scale.domain).map(({ text: words, position }) =>
      text(words, {
        x: position * LEGEND_WIDTH,
        y: LEGEND_HEIGHT + 14,
        'text-anchor': position === 0 ? 'start' : position === 1 ? 'end' : 'middle',
      }),
    ),
  );
  return group;
}

const round = (value: number): number => Math.round(value * 100) / 100;
