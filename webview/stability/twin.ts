import { curveTexts } from '../../src/base/texts/curves.js';
import { stabilityTexts } from '../../src/base/texts/stability.js';
import type { StabilityBegun } from '../../src/engines/stability/events.js';
import type { CellSummary, StabilitySummary, TaskSummary } from '../../src/protocol/stability-summary.js';
import { toCsv } from '../shared/csv.js';
import type { Format } from '../shared/format.js';
import type { TableView } from '../shared/virtual-table.js';
import { visibleName } from '../shared/visible-name.js';

/** The cells of the heatmap as rows, with all that is known of each. */
export function twinView(
  summary: StabilitySummary,
  { metric }: Pick<StabilityBegun, 'metric'>,
  format: Format,
): TableView {
  const rows = rowsOf(summary);
  const figure = (value: number | undefined): string => (value === undefined ? '' : format.figure(value));
  const column = (header: string, width: number, numeric = true): TableView['columns'][number] => ({
    header,
    numeric,
    // Other languages have longer words.
    width: Math.max(width, 24 + header.length * 7.5),
  });
  return {
    label: stabilityTexts.tableLabel(),
    columns: [
      column(stabilityTexts.columnOptimizer(), 140, false),
      column(stabilityTexts.columnTask(), 160, false),
      column(stabilityTexts.columnValue(visibleName(curveTexts.metric(metric), 24)), 100),
      column(stabilityTexts.columnDeviation(), 96),
      column(stabilityTexts.columnBest(), 100),
      column(stabilityTexts.columnRate(), 130),
      column(stabilityTexts.columnGap(), 90),
      column(stabilityTexts.columnSuccess(), 80, false),
      column(stabilityTexts.columnCellSteps(), 120),
      column(stabilityTexts.columnSeeds(), 100),
      column(stabilityTexts.columnDiverged(), 90),
    ],
    rows: rows.length,
    cells(row) {
      const found = rows[row];
      if (found === undefined) {
        return [];
      }
      const { cell, task } = found;
      return [
        visibleName(cell.optimizer, 40),
        visibleName(cell.task, 40),
        figure(cell.mean),
        figure(cell.deviation),
        figure(task.tuned?.mean),
        figure(task.tuned?.learningRate),
        cell.relativeGap === undefined ? '' : format.percent(cell.relativeGap, 1, { signed: true }),
        cell.success === undefined ? '' : cell.success ? stabilityTexts.yes() : stabilityTexts.no(),
        figure(cell.stepsToTarget?.median),
        stabilityTexts.successes(format.count(cell.cells.length), format.count(cell.expected)),
        format.count(cell.diverged),
      ];
    },
  };
}

/** The same in full precision. */
export function twinCsv(summary: StabilitySummary): string {
  return toCsv([
    [
      'optimizer',
      'task',
      'mean',
      'deviation',
      'tuned_adam',
      'tuned_learning_rate',
      'gap',
      'relative_gap',
      'success',
      'settled',
      'steps_to_target',
      'tuned_steps_to_target',
      'seeds_done',
      'seeds',
      'diverged',
    ],
    ...rowsOf(summary).map(({ cell, task }) => [
      cell.optimizer,
      cell.task,
      cell.mean,
      cell.deviation,
      task.tuned?.mean,
      task.tuned?.learningRate,
      cell.gap,
      cell.relativeGap,
      cell.success === undefined ? undefined : String(cell.success),
      String(cell.isSettled),
      cell.stepsToTarget?.median,
      task.tuned?.stepsToTarget?.median,
      cell.cells.length,
      cell.expected,
      cell.diverged,
    ]),
  ]);
}

function rowsOf({ tasks, optimizers }: StabilitySummary): readonly { cell: CellSummary; task: TaskSummary }[] {
  return optimizers.flatMap(({ cells }) =>
    cells.flatMap((cell, i) => {
      const task = tasks[i];
      return task === undefined ? [] : [{ cell, task }];
    }),
  );
}
