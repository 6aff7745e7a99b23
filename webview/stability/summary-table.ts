import { stabilityTexts } from '../../src/base/texts/stability.js';
import type { OptimizerSummary, StabilitySummary } from '../../src/protocol/stability-summary.js';
import { meanOf } from '../../src/protocol/statistics.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { plainTable } from '../shared/plain-table.js';
import { svgElement } from '../shared/svg-element.js';
import { visibleName } from '../shared/visible-name.js';

/** The optimizers with what they come to, the most stable first, and tuned Adam itself above them. */
export function summaryTable({ tasks, optimizers }: StabilitySummary, format: Format): HTMLElement {
  const shares = tasks.flatMap(({ gridShare }) => gridShare ?? []);
  const share = shares.length === 0 ? '' : stabilityTexts.gridShare(format.percent(meanOf(shares), 0));
  const rows = [...optimizers].sort((a, b) => (b.stability ?? -1) - (a.stability ?? -1));
  return plainTable({
    label: stabilityTexts.summaryTitle(),
    columns: [
      { header: stabilityTexts.columnOptimizer(), numeric: false },
      { header: stabilityTexts.columnStability(), numeric: false },
      { header: stabilityTexts.columnMeanGap(), numeric: true },
      { header: stabilityTexts.columnWorstGap(), numeric: true },
      { header: stabilityTexts.columnSteps(), numeric: true },
      { header: stabilityTexts.divergedOn(), numeric: true },
    ],
    rows: [
      { cells: [stabilityTexts.tuned(), share, '', '', '', ''] },
      ...rows.map((one) => ({
        cells: [
          visibleName(one.name, 60),
          stabilityCell(one, format),
          gapText(one, format),
          worstText(one, format),
          stepsText(one, format),
          one.divergedTasks === 0 ? '' : format.count(one.divergedTasks),
        ],
      })),
    ],
  });
}

const BAR = 90;

/** Successes in words, and as a bar with the range of single seeds as its whisker. */
function stabilityCell(one: OptimizerSummary, format: Format): HTMLElement {
  const { successes, settled, cells, stability, bySeed } = one;
  const [count, of] = [format.count(successes), format.count(settled)];
  const words = settled < cells.length ? stabilityTexts.successesSoFar(count, of) : stabilityTexts.successes(count, of);
  const ranged =
    bySeed === undefined || bySeed.least === bySeed.most
      ? words
      : stabilityTexts.bySeed(
          words,
          format.count(Math.round(bySeed.least * settled)),
          format.count(Math.round(bySeed.most * settled)),
        );
  const svg = svgElement('svg', { class: 'stability-bar', width: BAR, height: 12, 'aria-hidden': 'true' });
  const middle = 6;
  svg.append(
    svgElement('rect', { class: 'bar-ground', x: 0.5, y: 1.5, width: BAR - 1, height: 9 }),
    svgElement('rect', { class: 'bar', x: 0.5, y: 1.5, width: Math.max(0, (stability ?? 0) * (BAR - 1)), height: 9 }),
    ...(bySeed === undefined || bySeed.least === bySeed.most
      ? []
      : [
          svgElement('line', {
            class: 'whisker',
            x1: bySeed.least * (BAR - 1),
            x2: bySeed.most * (BAR - 1),
            y1: middle,
            y2: middle,
          }),
        ]),
  );
  return element('span', { class: 'stability' }, svg, ranged);
}

function gapText({ meanGap, gapDeviation }: OptimizerSummary, format: Format): string {
  if (meanGap === undefined) {
    return '';
  }
  const gap = format.percent(meanGap, 1, { signed: true });
  return gapDeviation === undefined ? gap : stabilityTexts.withDeviation(gap, format.percent(gapDeviation, 1));
}

function worstText({ worst }: OptimizerSummary, format: Format): string {
  return worst === undefined
    ? ''
    : stabilityTexts.onTask(format.percent(worst.relativeGap, 1, { signed: true }), visibleName(worst.task, 40));
}

function stepsText({ stepsRatio, targetsReached, settled }: OptimizerSummary, format: Format): string {
  if (settled === 0) {
    return '';
  }
  return stepsRatio === undefined
    ? stabilityTexts.neverReached()
    : stabilityTexts.times(format.number(stepsRatio, 2), format.count(targetsReached), format.count(settled));
}
