import { curveTexts } from '../../src/base/texts/curves.js';
import { stabilityTexts } from '../../src/base/texts/stability.js';
import type { StabilityBegun } from '../../src/engines/stability/events.js';
import type { CellSummary, SeedsSummary, StepsToTarget, TaskSummary } from '../../src/protocol/stability-summary.js';
import type { Format } from '../shared/format.js';
import { visibleName } from '../shared/visible-name.js';

/** What stands in a cell: a mark, and the gap. */
export function cellText(cell: CellSummary, format: Format): string {
  if (cell.cells.length === 0) {
    return '';
  }
  const mark = cell.success === undefined ? '' : cell.success ? '✓ ' : '✗ ';
  const says =
    cell.diverged > 0
      ? stabilityTexts.diverged()
      : cell.relativeGap === undefined
        ? cell.gap === undefined
          ? stabilityTexts.noBaseline()
          : format.number(cell.gap, 3, { signed: true })
        : format.percent(cell.relativeGap, 1, { signed: true });
  return cell.isSettled ? `${mark}${says}` : stabilityTexts.partial(`${mark}${says}`);
}

/** A cell in sentences. */
export function cellWords(cell: CellSummary, { task, begun, format }: CellContext): string {
  const { cell: words } = stabilityTexts;
  const [optimizer, name] = [visibleName(cell.optimizer, 60), visibleName(cell.task, 60)];
  if (cell.cells.length === 0) {
    return words.none(optimizer, name);
  }
  const metric = visibleName(curveTexts.metric(begun.metric), 60);
  const first =
    cell.mean === undefined
      ? words.diverged({
          optimizer,
          task: name,
          count: format.count(cell.diverged),
          of: format.count(cell.cells.length),
        })
      : words.value({ optimizer, task: name, metric, value: meanWords(cell, format) });
  const success = cell.success === undefined ? '' : cell.success ? words.success() : words.noSuccess();
  return [
    first,
    gapWords(cell, task.tuned?.mean, format),
    success,
    stepsWords(cell.stepsToTarget, format),
    cell.cells.length < cell.expected ? words.seeds(format.count(cell.cells.length), format.count(cell.expected)) : '',
    task.gridDone < task.gridTotal ? words.gridOpen(format.count(task.gridDone), format.count(task.gridTotal)) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

export interface CellContext {
  readonly task: TaskSummary;
  readonly begun: StabilityBegun;
  readonly format: Format;
}

/** Tuned Adam on a task in sentences. */
export function tunedWords({ task, begun, format }: CellContext): string {
  const { cell: words } = stabilityTexts;
  const name = visibleName(task.task.name, 60);
  const { tuned } = task;
  return [
    tuned === undefined
      ? words.noTuned(name)
      : words.tuned({
          task: name,
          metric: visibleName(curveTexts.metric(begun.metric), 60),
          best: tunedText(task, format),
          value: meanWords(tuned, format),
        }),
    stepsWords(tuned?.stepsToTarget, format),
    task.gridDone < task.gridTotal ? words.gridOpen(format.count(task.gridDone), format.count(task.gridTotal)) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** What stands in a cell of tuned Adam: its metric, and at which learning rate. */
export function tunedText({ tuned }: TaskSummary, format: Format): string {
  return tuned === undefined
    ? ''
    : stabilityTexts.tunedCell(format.figure(tuned.mean), format.figure(tuned.learningRate));
}

/** `0.9512 ± 0.0041` */
export function meanWords({ mean, deviation }: Pick<SeedsSummary, 'mean' | 'deviation'>, format: Format): string {
  if (mean === undefined) {
    return '';
  }
  return deviation === undefined
    ? format.figure(mean)
    : stabilityTexts.withDeviation(format.figure(mean), format.figure(Number(deviation.toPrecision(2))));
}

function gapWords({ gap, relativeGap }: CellSummary, best: number | undefined, format: Format): string {
  if (gap === undefined || best === undefined) {
    return '';
  }
  const words = stabilityTexts.cell;
  const amount = relativeGap === undefined ? format.figure(Math.abs(gap)) : format.percent(Math.abs(relativeGap), 1);
  return gap === 0
    ? words.same(format.figure(best))
    : (gap > 0 ? words.better : words.worse)(amount, format.figure(best));
}

function stepsWords(steps: StepsToTarget | undefined, format: Format): string {
  if (steps === undefined) {
    return '';
  }
  const [reached, of] = [format.count(steps.reached), format.count(steps.of)];
  return steps.median === undefined
    ? stabilityTexts.cell.noSteps(reached, of)
    : stabilityTexts.cell.steps(format.figure(steps.median), reached, of);
}
