import * as l10n from '@vscode/l10n';

/** Words of the stability view. Functions, because the bundle of the user's language is loaded after this file. Numbers come formatted. */
export const stabilityTexts = {
  // The table of optimizers.
  summaryTitle: () => l10n.t('Optimizers'),
  summaryCaption: (margin: string) =>
    l10n.t(
      'An optimizer succeeds on a task when its final metric, the mean over seeds, falls short of the best tuned Adam by at most {0}. Stability is successes by tasks; in brackets the least and the most of one seed alone. Gaps are shares of tuned Adam’s metric: + is better than it, ± the deviation over seeds. Steps are those to tuned Adam’s final validation metric less the margin, as a multiple of its own: the median over tasks.',
      margin,
    ),
  columnOptimizer: () => l10n.t('Optimizer'),
  columnStability: () => l10n.t('Stability'),
  columnMeanGap: () => l10n.t('Mean gap'),
  columnWorstGap: () => l10n.t('Worst gap'),
  columnSteps: () => l10n.t('Steps to target'),
  columnDiverged: () => l10n.t('Diverged'),
  divergedOn: () => l10n.t('Tasks with a diverged seed'),
  tuned: () => l10n.t('Adam, tuned'),
  gridShare: (share: string) => l10n.t('succeeds on {0} of its own grid', share),
  successes: (count: string, of: string) => l10n.t('{0} of {1}', count, of),
  successesSoFar: (count: string, of: string) => l10n.t('{0} of {1} so far', count, of),
  bySeed: (all: string, least: string, most: string) => l10n.t('{0} ({1}–{2})', all, least, most),
  withDeviation: (value: string, deviation: string) => l10n.t('{0} ± {1}', value, deviation),
  onTask: (value: string, task: string) => l10n.t('{0} on {1}', value, task),
  times: (ratio: string, reached: string, of: string) => l10n.t('{0} × (on {1} of {2})', ratio, reached, of),
  neverReached: () => l10n.t('reached on no task'),

  // The heatmap.
  heatmapTitle: () => l10n.t('Gap to tuned Adam, by task'),
  gridLabel: () => l10n.t('Gap to tuned Adam by optimizer and task'),
  heatmapCaption: () =>
    l10n.t(
      'One row an optimizer, one column a task. In a cell the gap to the best tuned Adam as a share of its metric, ✓ for a success, ✗ for none, … while seeds or learning rates are still to come. Enter or click: the curves of its seeds beside tuned Adam’s. Escape: away with them.',
    ),
  diverged: () => l10n.t('diverged'),
  noBaseline: () => l10n.t('no Adam'),
  tunedCell: (value: string, learningRate: string) => l10n.t('{0} at {1}', value, learningRate),
  partial: (cell: string) => `… ${cell}`,
  columnHeader: (task: string, network: string, data: string, steps: string) =>
    l10n.t('{0}: {1} on {2}, {3} steps', task, network, data, steps),
  cell: {
    none: (optimizer: string, task: string) => l10n.t('{0} on {1}: not begun.', optimizer, task),
    value: (options: { optimizer: string; task: string; metric: string; value: string }) =>
      l10n.t('{0} on {1}: {2} {3}.', options.optimizer, options.task, options.metric, options.value),
    diverged: (options: { optimizer: string; task: string; count: string; of: string }) =>
      l10n.t('{0} on {1}: {2} of {3} seeds diverged.', options.optimizer, options.task, options.count, options.of),
    better: (gap: string, best: string) => l10n.t('{0} better than tuned Adam’s {1}.', gap, best),
    worse: (gap: string, best: string) => l10n.t('{0} worse than tuned Adam’s {1}.', gap, best),
    same: (best: string) => l10n.t('The same as tuned Adam’s {0}.', best),
    success: () => l10n.t('A success.'),
    noSuccess: () => l10n.t('No success.'),
    seeds: (done: string, of: string) => l10n.t('{0} of {1} seeds are done.', done, of),
    gridOpen: (done: string, of: string) =>
      l10n.t('Adam’s grid is not finished: {0} of {1} trainings are done.', done, of),
    steps: (steps: string, reached: string, of: string) =>
      l10n.t('Target reached after {0} steps (by {1} of {2} seeds).', steps, reached, of),
    noSteps: (reached: string, of: string) => l10n.t('Target reached by {0} of {1} seeds.', reached, of),
    tuned: (options: { task: string; metric: string; best: string; value: string }) =>
      l10n.t(
        'Tuned Adam on {0}: {1} {2}, its best learning rate; over seeds {3}.',
        options.task,
        options.metric,
        options.best,
        options.value,
      ),
    noTuned: (task: string) => l10n.t('Tuned Adam on {0}: no learning rate has come to an end yet.', task),
  },

  // The curves of a cell.
  chartTitle: (optimizer: string, task: string) => l10n.t('{0} on {1}', optimizer, task),
  steps: () => l10n.t('Step'),
  seedLine: (optimizer: string, seed: string, divergedAt: number | undefined) =>
    divergedAt === undefined
      ? l10n.t('{0}, seed {1}', optimizer, seed)
      : l10n.t('{0}, seed {1}, diverged after step {2}', optimizer, seed, divergedAt),
  target: () => l10n.t('target'),
  chartCaption: (metric: string) =>
    l10n.t('{0} on the validation set. Solid: the seeds of the optimizer; dashed: those of tuned Adam.', metric),
  closeChart: () => l10n.t('Close'),

  // Tools and the table twin.
  tableLabel: () => l10n.t('Every optimizer on every task'),
  columnTask: () => l10n.t('Task'),
  columnValue: (metric: string) => metric,
  columnDeviation: () => l10n.t('Deviation'),
  columnBest: () => l10n.t('Tuned Adam'),
  columnRate: () => l10n.t('Its learning rate'),
  columnGap: () => l10n.t('Gap'),
  columnSuccess: () => l10n.t('Success'),
  columnCellSteps: () => l10n.t('Steps to target'),
  columnSeeds: () => l10n.t('Seeds done'),
  yes: () => l10n.t('yes'),
  no: () => l10n.t('no'),

  // Instead of a picture.
  comparing: {
    queued: () => l10n.t('The run waits for its turn in the queue. The picture begins with its first training.'),
    nothingYet: () => l10n.t('The comparison has not said yet what it compares.'),
    nothing: () => l10n.t('The run has compared nothing, so there is nothing to draw.'),
    shownBelow: () => l10n.t('What was compared until then is shown below.'),
  },
};
