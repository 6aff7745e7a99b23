import { toCss } from './colour.js';
import type { LineStyle } from './line-chart-view.js';
import { svgElement } from './svg-element.js';

const WIDTH = 26;
const HEIGHT = 10;

/** A line as a chart draws it, for a legend. */
export function createSwatch({ colour, width, dash, marker }: LineStyle, background: string): SVGSVGElement {
  const stroke = toCss(colour);
  const line = svgElement('line', {
    x1: 0,
    x2: WIDTH,
    y1: HEIGHT / 2,
    y2: HEIGHT / 2,
    stroke,
    'stroke-width': width,
    ...(dash === undefined ? {} : { 'stroke-dasharray': dash.join(' ') }),
  });
  const point = { cx: WIDTH / 2, cy: HEIGHT / 2, r: 3, stroke, 'stroke-width': 1.5 };
  const svg = svgElement('svg', { class: 'swatch', width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' });
  svg.append(
    line,
    ...(marker === undefined
      ? []
      : [svgElement('circle', { ...point, fill: marker === 'filled' ? stroke : background })]),
  );
  return svg;
}
