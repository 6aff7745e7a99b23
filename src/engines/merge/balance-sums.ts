import type { Balance } from './events.js';

/** Numbers per task in `BalanceSums.sums`, and where they stand; sums of reals have four lanes each (see kernels/reductions.ts). */
export const BALANCE_FIGURES = 11;
export const KEPT = 0;
const AGREEING = 1;
const NON_ZERO = 2;
const COEFFICIENT = 3;
const MAGNITUDE = 7;

/**
 * What the balance coefficients of a tensor, or of one block of it, are made of: sums per task over its elements, in
 * float64. With `v_i` the task's value of an element (its delta where a base is subtracted) and the merged value (or task
 * vector) `sum_i coefficient_i v_i`: coefficient = sum of `coefficient_i`; kept = elements with `coefficient_i != 0`;
 * magnitude = sum of `abs(coefficient_i v_i)`; nonZero = elements with `v_i != 0`; agreeing = those of them with the
 * merged one's sign. The lanes make the sums independent, to the bit, of where the chunks are cut.
 */
export class BalanceSums {
  readonly tasks: number;
  readonly sums: Float64Array;
  elements = 0;

  constructor(tasks: number) {
    this.tasks = tasks;
    this.sums = new Float64Array(tasks * BALANCE_FIGURES);
  }

  /** Sums from the same as plain data. */
  static of({ tasks, elements, sums }: Pick<BalanceSums, 'tasks' | 'elements' | 'sums'>): BalanceSums {
    const made = new BalanceSums(tasks);
    made.elements = elements;
    made.sums.set(sums);
    return made;
  }

  /** Adds the sums of another part of the same tensor. */
  add(other: BalanceSums): void {
    this.elements += other.elements;
    for (const [i, value] of other.sums.entries()) {
      this.sums[i] = (this.sums[i] ?? 0) + value;
    }
  }
}

/** The sum over a task's elements of the magnitudes that it adds to the result: what its share is a part of. */
export function magnitudeOf({ sums }: Pick<BalanceSums, 'sums'>, task: number): number {
  const lane = (index: number): number => sums[task * BALANCE_FIGURES + MAGNITUDE + index] ?? 0;
  return lane(0) + lane(1) + (lane(2) + lane(3));
}

/** The balance figures of each task; all 0 over no elements, and where nothing is non-zero. */
export function balancesOf(sums: BalanceSums): readonly Balance[] {
  const figure = (task: number, index: number): number => sums.sums[task * BALANCE_FIGURES + index] ?? 0;
  const lanes = (task: number, index: number): number =>
    figure(task, index) + figure(task, index + 1) + (figure(task, index + 2) + figure(task, index + 3));
  const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
  const tasks = Array.from({ length: sums.tasks }, (_, task) => task);
  const magnitude = tasks.reduce((sum, task) => sum + magnitudeOf(sums, task), 0);
  return tasks.map((task) => ({
    coefficient: ratio(lanes(task, COEFFICIENT), sums.elements),
    kept: ratio(figure(task, KEPT), sums.elements),
    share: ratio(magnitudeOf(sums, task), magnitude),
    agreement: ratio(figure(task, AGREEING), figure(task, NON_ZERO)),
  }));
}
