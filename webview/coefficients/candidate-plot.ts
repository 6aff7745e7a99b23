import { scaleLinear } from 'd3-scale';
import { candidateName, candidateTexts } from '../../src/base/texts/candidates.js';
import { shortKeys } from '../../src/protocol/candidates.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import type { Format } from '../shared/format.js';
import { svgElement } from '../shared/svg-element.js';
import { visibleName } from '../shared/visible-name.js';

const WIDTH = 480;
const HEIGHT = 170;
/** Room for ticks on the left and below, for the names of baselines on the right. */
const PLOT = { left: 52, right: WIDTH - 190, top: 10, bottom: HEIGHT - 34 };
/** Two names nearer than this would lie upon each other. */
const LINE_HEIGHT = 13;

/**
 * Score over the one key that was searched, baselines as dashed lines with their names, the chosen one ringed. Undefined
 * where several keys were searched, or fewer than two values have a score. Colours and fonts come from the stylesheet.
 */
export function createCandidatePlot(
  { candidates, chosen }: Pick<CoefficientsState, 'candidates' | 'chosen'>,
  format: Format,
): SVGSVGElement | undefined {
  const trials = candidates.filter(({ role }) => role === 'trial');
  const names = shortKeys(trials.map(({ values }) => values));
  const [key] = names.keys();
  const points = trials
    .flatMap((one) => {
      const value = key === undefined ? undefined : one.values[key];
      const isChosen = one === candidates[chosen?.candidate ?? -1];
      return value === undefined || one.score === undefined ? [] : [{ value, score: one.score, isChosen }];
    })
    .sort((a, b) => a.value - b.value);
  if (key === undefined || names.size > 1 || points.length < 2) {
    return undefined;
  }
  const baselines = candidates.flatMap(({ role, label, score }) =>
    role === 'trial' || score === undefined ? [] : [{ name: candidateName(role, visibleName(label, 16)), score }],
  );
  const [scores, values] = [[...points, ...baselines].map(({ score }) => score), points.map(({ value }) => value)];
  const x = scaleLinear([Math.min(...values), Math.max(...values)], [PLOT.left + 6, PLOT.right]);
  const y = scaleLinear([Math.min(...scores), Math.max(...scores)], [PLOT.bottom, PLOT.top]).nice(4);
  const title = visibleName(names.get(key) ?? key, 40);
  const score = chosen === undefined ? candidateTexts.columnScore() : visibleName(chosen.metric, 40);
  const svg = svgElement('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
    'aria-label': candidateTexts.plotLabel(score, title),
  });
  svg.append(
    ...y
      .ticks(4)
      .flatMap((tick) => [
        svgElement('line', { class: 'tick', x1: PLOT.left, x2: PLOT.right, y1: y(tick), y2: y(tick) }),
        text(format.figure(tick), { x: PLOT.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }),
      ]),
    ...x
      .ticks(5)
      .map((tick) => text(format.figure(tick), { x: x(tick), y: PLOT.bottom + 15, 'text-anchor': 'middle' })),
    text(title, { x: (PLOT.left + PLOT.right) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' }),
    ...apart(baselines.map((one) => ({ ...one, at: y(one.score) }))).flatMap(({ name, at, label }) => [
      svgElement('line', { class: 'baseline', x1: PLOT.left, x2: PLOT.right, y1: at, y2: at }),
      svgElement('line', { class: 'tick', x1: PLOT.right, x2: PLOT.right + 6, y1: at, y2: label }),
      text(name, { x: PLOT.right + 9, y: label + 4 }),
    ]),
    svgElement('path', {
      class: 'scores',
      d: points.map(({ value, score: at }, i) => `${i === 0 ? 'M' : 'L'}${x(value)} ${y(at)}`).join(''),
    }),
    ...points.flatMap((one) => [
      ...(one.isChosen
        ? [svgElement('circle', { class: 'chosen-ring', cx: x(one.value), cy: y(one.score), r: 7 })]
        : []),
      svgElement('circle', { class: 'point', cx: x(one.value), cy: y(one.score), r: 3 }),
    ]),
  );
  return svg;
}

/** Places for names beside their lines, from the top down, none upon another. */
function apart<One extends { readonly at: number }>(
  lines: readonly One[],
): readonly (One & { readonly label: number })[] {
  const sorted = [...lines].sort((a, b) => a.at - b.at);
  let next = PLOT.top;
  const room = (i: number): number => HEIGHT - 4 - (sorted.length - i) * LINE_HEIGHT;
  return sorted.map((one, i) => {
    const label = Math.max(next, Math.min(one.at, room(i)));
    next = label + LINE_HEIGHT;
    return { ...one, label };
  });
}

function text(content: string, attributes: Readonly<Record<string, string | number>>): SVGTextElement {
  const made = svgElement('text', attributes);
  made.textContent = content;
  return made;
}
