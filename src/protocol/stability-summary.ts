/**
 * What a comparison of optimizers comes to: for each task the best tuned Adam, for each optimizer on each task its gap to
 * it and whether it succeeds, for each optimizer its stability, successes / tasks (arXiv 2405.04376). A pure function of
 * the state, of use while cells are missing: what isn't settled yet says so and isn't counted. The engine's report and the
 * view are made from the same.
 *
 * Where a seed diverged, its optimizer hasn't succeeded on that task, and there is no gap: a mean over the other seeds
 * would flatter it. A learning rate of the grid at which a seed diverged is not the best one. The best is chosen by the
 * validation set, at the end of the curves, and never by the test set, by which it is then compared.
 */
import type { StabilityBegun, StabilityCell } from '../engines/stability/events.js';
import { deviationOf, meanOf, medianOf } from './statistics.js';
import type { StabilityState } from './stability.js';

export interface StabilitySummary {
  readonly tasks: readonly TaskSummary[];
  readonly optimizers: readonly OptimizerSummary[];
}

/** Seeds of one training, taken together. */
export interface SeedsSummary {
  /** In the order of the seeds. */
  readonly cells: readonly StabilityCell[];
  /** How many seeds there will be. */
  readonly expected: number;
  readonly diverged: number;
  /** Mean and sample standard deviation of the final metric; undefined where none is there, or a seed diverged. */
  readonly mean: number | undefined;
  readonly deviation: number | undefined;
  /** Where the validation curves end, their mean; undefined where a seed diverged or has no curve. */
  readonly validation: number | undefined;
}

export interface TunedAdam extends SeedsSummary {
  readonly learningRate: number;
  readonly mean: number;
  readonly stepsToTarget: StepsToTarget | undefined;
}

export interface TaskSummary {
  readonly task: StabilityBegun['tasks'][number];
  /** Adam at the learning rate with the best validation mean so far; undefined where none has come to an end. */
  readonly tuned: TunedAdam | undefined;
  /** Trainings of the grid that are done, and all. */
  readonly gridDone: number;
  readonly gridTotal: number;
  /** On which share of the grid Adam itself succeeds; undefined before a learning rate is done. */
  readonly gridShare: number | undefined;
  /** What the validation metric must reach: the end of tuned Adam's curve, less the margin. */
  readonly target: number | undefined;
}

export interface CellSummary extends SeedsSummary {
  readonly optimizer: string;
  readonly task: string;
  /** The mean less tuned Adam's, turned so that more is better; in the metric's unit. */
  readonly gap: number | undefined;
  /** The gap as a share of tuned Adam's mean. */
  readonly relativeGap: number | undefined;
  /** Undefined while there is nothing to judge by. */
  readonly success: boolean | undefined;
  /** All its seeds and all of the task's grid are done: nothing of this will change. */
  readonly isSettled: boolean;
  readonly stepsToTarget: StepsToTarget | undefined;
}

export interface StepsToTarget {
  /** How many seeds reached it, of those done. */
  readonly reached: number;
  readonly of: number;
  /** The median over the seeds, where one that didn't reach it counts as never; undefined where that is never. */
  readonly median: number | undefined;
}

export interface OptimizerSummary {
  readonly name: string;
  /** In the order of the tasks. */
  readonly cells: readonly CellSummary[];
  /** Successes among the settled tasks. */
  readonly successes: number;
  readonly settled: number;
  /** successes / settled; undefined before one is settled. */
  readonly stability: number | undefined;
  /** The same of each seed alone: least and most. */
  readonly bySeed: { readonly least: number; readonly most: number } | undefined;
  /** Over the settled tasks that have a gap; relative. */
  readonly meanGap: number | undefined;
  /** The sample standard deviation over seeds of each seed's own mean gap. */
  readonly gapDeviation: number | undefined;
  readonly worst: { readonly task: string; readonly relativeGap: number } | undefined;
  /** Settled tasks on which a seed diverged. */
  readonly divergedTasks: number;
  /** Settled tasks on which the target was reached (by the median seed), and its steps against tuned Adam's: the median. */
  readonly targetsReached: number;
  readonly stepsRatio: number | undefined;
}

/** Rounding of a mean must not turn a result that is just within the margin into one that isn't. */
const ROUNDING = 1e-9;

/** The summary of a comparison; undefined before it has said what it compares. */
export function summarizeStability({
  begun,
  cells,
}: Pick<StabilityState, 'begun' | 'cells'>): StabilitySummary | undefined {
  if (begun === undefined) {
    return undefined;
  }
  const byKey = new Map(cells.map((cell) => [keyOf(cell), cell]));
  const seedsOf = (one: Pick<StabilityCell, 'task' | 'optimizer' | 'learningRate'>): SeedsSummary =>
    together(
      begun.seeds.flatMap((seed) => byKey.get(keyOf({ ...one, seed })) ?? []),
      begun.seeds.length,
    );
  const adam = cells.find(({ learningRate }) => learningRate !== undefined)?.optimizer ?? 'adam';
  const tasks = begun.tasks.map((task) =>
    summarizeTask(
      task,
      begun,
      begun.learningRates.map((learningRate) => ({
        learningRate,
        seeds: seedsOf({ task: task.name, optimizer: adam, learningRate }),
      })),
    ),
  );
  const optimizers = begun.optimizers.map((name) => {
    const own = tasks.map((task) =>
      summarizeCell(seedsOf({ task: task.task.name, optimizer: name }), { optimizer: name, task, begun }),
    );
    return summarizeOptimizer(name, own, { tasks, begun });
  });
  return { tasks, optimizers };
}

function keyOf({
  task,
  optimizer,
  learningRate,
  seed,
}: Pick<StabilityCell, 'task' | 'optimizer' | 'learningRate' | 'seed'>): string {
  return JSON.stringify([task, optimizer, learningRate ?? null, seed]);
}

function together(cells: readonly StabilityCell[], expected: number): SeedsSummary {
  const values = cells.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const diverged = cells.length - values.length;
  const isWhole = diverged === 0 && values.length > 0;
  const ends = cells.flatMap(({ curve }) => endOf(curve) ?? []);
  return {
    cells,
    expected,
    diverged,
    mean: isWhole ? meanOf(values) : undefined,
    deviation: isWhole ? deviationOf(values) : undefined,
    validation: isWhole && ends.length === cells.length ? meanOf(ends) : undefined,
  };
}

/** The last point of a curve that is a number. */
function endOf(curve: StabilityCell['curve']): number | undefined {
  return curve.findLast((value) => value !== null) ?? undefined;
}

interface GridPoint {
  readonly learningRate: number;
  readonly seeds: SeedsSummary;
}

function summarizeTask(
  task: StabilityBegun['tasks'][number],
  begun: StabilityBegun,
  grid: readonly GridPoint[],
): TaskSummary {
  let best: (GridPoint & { readonly mean: number; readonly validation: number }) | undefined;
  for (const point of grid) {
    const { mean, validation } = point.seeds;
    const isRanked = mean !== undefined && validation !== undefined;
    if (isRanked && (best === undefined || isBetter(validation, best.validation, begun))) {
      best = { ...point, mean, validation };
    }
  }
  const done = grid.filter(({ seeds }) => seeds.cells.length > 0);
  const succeeded = done.filter(
    ({ seeds: { mean } }) => best !== undefined && mean !== undefined && isWithin(mean, best.mean, begun),
  );
  const target = best === undefined ? undefined : targetOf(best.validation, begun);
  return {
    task,
    tuned:
      best === undefined
        ? undefined
        : {
            ...best.seeds,
            learningRate: best.learningRate,
            mean: best.mean,
            validation: best.validation,
            stepsToTarget: stepsTo(target, best.seeds.cells, { begun, steps: task.steps }),
          },
    gridDone: grid.reduce((sum, { seeds }) => sum + seeds.cells.length, 0),
    gridTotal: grid.length * begun.seeds.length,
    gridShare: done.length === 0 ? undefined : succeeded.length / done.length,
    target,
  };
}

interface CellContext {
  readonly optimizer: string;
  readonly task: TaskSummary;
  readonly begun: StabilityBegun;
}

function summarizeCell(seeds: SeedsSummary, { optimizer, task, begun }: CellContext): CellSummary {
  const best = task.tuned?.mean;
  const { mean } = seeds;
  const gap = mean === undefined || best === undefined ? undefined : advantage(mean, best, begun);
  const isSettled = seeds.cells.length === seeds.expected && task.gridDone === task.gridTotal;
  return {
    ...seeds,
    optimizer,
    task: task.task.name,
    gap,
    relativeGap: gap === undefined || best === undefined ? undefined : relative(gap, best),
    success: judge(seeds, { best, begun, isSettled }),
    isSettled,
    stepsToTarget: stepsTo(task.target, seeds.cells, { begun, steps: task.task.steps }),
  };
}

function judge(
  { mean, diverged }: SeedsSummary,
  { best, begun, isSettled }: { readonly best: number | undefined; readonly begun: StabilityBegun; isSettled: boolean },
): boolean | undefined {
  if (diverged > 0) {
    return false;
  }
  if (best === undefined) {
    // No learning rate of the grid has come to an end: with Adam there is nothing to fall short of.
    return isSettled && mean !== undefined ? true : undefined;
  }
  return mean === undefined ? undefined : isWithin(mean, best, begun);
}

function summarizeOptimizer(
  name: string,
  cells: readonly CellSummary[],
  { tasks, begun }: { readonly tasks: readonly TaskSummary[]; readonly begun: StabilityBegun },
): OptimizerSummary {
  const settled = cells.flatMap((cell, i) => {
    const task = tasks[i];
    return cell.isSettled && task !== undefined ? [{ cell, task }] : [];
  });
  const successes = settled.filter(({ cell }) => cell.success === true).length;
  const gaps = settled.flatMap(({ cell: { task, relativeGap } }) =>
    relativeGap === undefined ? [] : [{ task, relativeGap }],
  );
  const seeds = begun.seeds.map((_, seed) => ofSeed(settled, seed, begun));
  const shares = settled.length === 0 ? [] : seeds.map(({ successes: own }) => own / settled.length);
  const seedGaps = seeds.flatMap(({ meanGap }) => (meanGap === undefined ? [] : [meanGap]));
  const steps = settled.flatMap(({ cell, task }) => {
    const [own, adam] = [cell.stepsToTarget?.median, task.tuned?.stepsToTarget?.median];
    return own === undefined ? [] : [{ ratio: adam === undefined ? undefined : own / adam }];
  });
  return {
    name,
    cells,
    successes,
    settled: settled.length,
    stability: settled.length === 0 ? undefined : successes / settled.length,
    bySeed: shares.length === 0 ? undefined : { least: Math.min(...shares), most: Math.max(...shares) },
    meanGap: gaps.length === 0 ? undefined : meanOf(gaps.map(({ relativeGap }) => relativeGap)),
    gapDeviation: deviationOf(seedGaps),
    worst: [...gaps].sort((a, b) => a.relativeGap - b.relativeGap)[0],
    divergedTasks: settled.filter(({ cell }) => cell.diverged > 0).length,
    targetsReached: steps.length,
    stepsRatio: medianOf(steps.flatMap(({ ratio }) => ratio ?? [])),
  };
}

/** What an optimizer would come to had only this seed been run, against the same tuned Adam. */
function ofSeed(
  settled: readonly { readonly cell: CellSummary; readonly task: TaskSummary }[],
  seed: number,
  begun: StabilityBegun,
): { readonly successes: number; readonly meanGap: number | undefined } {
  const values = settled.map(({ cell, task }) => ({ value: cell.cells[seed]?.value, best: task.tuned?.mean }));
  const gaps = values.flatMap(({ value, best }) =>
    value === undefined || best === undefined ? [] : (relative(advantage(value, best, begun), best) ?? []),
  );
  return {
    successes: values.filter(
      ({ value, best }) => value !== undefined && (best === undefined || isWithin(value, best, begun)),
    ).length,
    meanGap: gaps.length === 0 ? undefined : meanOf(gaps),
  };
}

/** By how much one value is better than another; negative where it is worse. */
const advantage = (value: number, than: number, { maximize }: Pick<StabilityBegun, 'maximize'>): number =>
  maximize ? value - than : than - value;

const isBetter = (value: number, than: number, begun: StabilityBegun): boolean => advantage(value, than, begun) > 0;

/** Whether a value falls short of the best by no more than the margin, a share of the best. */
function isWithin(value: number, best: number, begun: StabilityBegun): boolean {
  return -advantage(value, best, begun) <= (begun.margin + ROUNDING) * Math.abs(best);
}

/** A gap as a share of what it is to; undefined where that is 0 and the gap isn't. */
function relative(gap: number, best: number): number | undefined {
  return gap === 0 ? 0 : best === 0 ? undefined : gap / Math.abs(best);
}

/** Where the curves of tuned Adam end, less the margin: like is compared with like, validation with validation. */
function targetOf(end: number, { maximize, margin }: StabilityBegun): number {
  const slack = (margin + ROUNDING) * Math.abs(end);
  return maximize ? end - slack : end + slack;
}

/** The first point of each curve at or beyond the target; point i of a curve was taken after (i + 1) curveEvery steps. */
function stepsTo(
  target: number | undefined,
  cells: readonly StabilityCell[],
  { begun, steps }: { readonly begun: StabilityBegun; readonly steps: number },
): StepsToTarget | undefined {
  if (target === undefined || cells.length === 0) {
    return undefined;
  }
  const all = cells.map(({ curve, curveEvery }) => {
    const first = curve.findIndex((value) => value !== null && advantage(value, target, begun) >= 0);
    return first < 0 ? Number.POSITIVE_INFINITY : Math.min(steps, (first + 1) * curveEvery);
  });
  const median = medianOf(all);
  return {
    reached: all.filter(Number.isFinite).length,
    of: all.length,
    median: median !== undefined && Number.isFinite(median) ? median : undefined,
  };
}
