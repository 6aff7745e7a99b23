import { rotateRowsOrthogonal } from '../linear-algebra/kernels/dense.js';
import { drawNormal, type Draws } from './draws.js';
import type { Fitness } from './space.js';

/** A normal distribution over vectors, and what it learnt of its own way. */
export interface CmaState {
  /** Generations made. */
  readonly generation: number;
  readonly mean: Float64Array;
  /** sigma: the step size over all. */
  readonly step: number;
  /** C, dimensions x dimensions, by rows. */
  readonly covariance: Float64Array;
  /** p_c and p_sigma. */
  readonly path: Float64Array;
  readonly stepPath: Float64Array;
}

/** A vector that was tried. */
export interface CmaTrial {
  readonly vector: Float64Array;
  readonly fitness: number;
}

export interface CmaGeneration extends CmaState {
  /** What was tried, best first. */
  readonly trials: readonly CmaTrial[];
}

/** The state before the first generation: C is the identity. */
export function beginCma(mean: Float64Array, step: number): CmaState {
  const size = mean.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    covariance[i * size + i] = 1;
  }
  return { generation: 0, mean, step, covariance, path: new Float64Array(size), stepPath: new Float64Array(size) };
}

/** How many vectors a generation tries by default: 4 + floor(3 ln n). */
export const defaultCmaSize = (dimensions: number): number => 4 + Math.floor(3 * Math.log(dimensions));

/**
 * One generation of CMA-ES with rank-one, rank-mu and active updates (Hansen, "The CMA Evolution Strategy: A Tutorial", 2016,
 * figure 6 and table 1), all its constants at their defaults. Draws two uniforms a scalar. A fitness that is not a number
 * counts as the worst. Bounds are the caller's: what folds a vector into a box before it scores it searches that box.
 */
export async function evolveCma(
  state: CmaState,
  size: number,
  { evaluate, draws }: { readonly evaluate: Fitness<Float64Array>; readonly draws: Draws },
): Promise<CmaGeneration> {
  const { mean, step } = state;
  const dimensions = mean.length;
  const constants = constantsOf(dimensions, size);
  const axes = principalAxes(state.covariance, dimensions);
  const samples = Array.from({ length: size }, () => {
    const normal = Float64Array.from({ length: dimensions }, () => drawNormal(draws));
    const direction = alongAxes(axes, normal);
    return { normal, direction, vector: mean.map((value, i) => value + step * (direction[i] ?? 0)) };
  });
  const scores = await evaluate(samples.map(({ vector }) => vector));
  const worst = (score: number | undefined): number =>
    score === undefined || Number.isNaN(score) ? Number.POSITIVE_INFINITY : score;
  const sorted = samples
    .map((sample, index) => ({ ...sample, fitness: worst(scores[index]) }))
    // Two that are infinitely bad have no difference.
    .sort((a, b) => (a.fitness === b.fitness ? 0 : a.fitness - b.fitness));
  return { ...adapted(state, sorted, { constants, axes }), trials: sorted };
}

interface Sample {
  /** z, with `direction` = B D z. */
  readonly normal: Float64Array;
  readonly direction: Float64Array;
}

/** Eigenvectors of C by rows, and the roots of its eigenvalues. */
interface Axes {
  readonly vectors: Float64Array;
  readonly lengths: Float64Array;
}

interface Constants {
  /** By rank; those of the worse half are negative. */
  readonly weights: readonly number[];
  readonly parents: number;
  readonly effective: number;
  readonly pathRate: number;
  readonly stepRate: number;
  readonly damping: number;
  readonly rankOne: number;
  readonly rankMany: number;
  /** E ||N(0, I)||. */
  readonly expected: number;
}

function constantsOf(n: number, size: number): Constants {
  const raw = Array.from({ length: size }, (_, i) => Math.log((size + 1) / 2) - Math.log(i + 1));
  const parents = Math.floor(size / 2);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const effectiveOf = (values: readonly number[]): number =>
    sum(values) ** 2 / sum(values.map((value) => value * value));
  const effective = effectiveOf(raw.slice(0, parents));
  const effectiveNegative = effectiveOf(raw.slice(parents));
  const stepRate = (effective + 2) / (n + effective + 5);
  const rankOne = 2 / ((n + 1.3) ** 2 + effective);
  const rankMany = Math.min(1 - rankOne, (2 * (0.25 + effective + 1 / effective - 2)) / ((n + 2) ** 2 + effective));
  const negative = Math.min(
    1 + rankOne / rankMany,
    1 + (2 * effectiveNegative) / (effective + 2),
    (1 - rankOne - rankMany) / (n * rankMany),
  );
  const positiveSum = sum(raw.filter((value) => value > 0));
  const negativeSum = -sum(raw.filter((value) => value < 0));
  return {
    weights: raw.map((value) => (value >= 0 ? value / positiveSum : (negative * value) / negativeSum)),
    parents,
    effective,
    pathRate: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    stepRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + stepRate,
    rankOne,
    rankMany,
    expected: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** The state after a generation whose samples are sorted, best first. */
function adapted(
  state: CmaState,
  sorted: readonly Sample[],
  { constants, axes }: { readonly constants: Constants; readonly axes: Axes },
): CmaState {
  const { weights, parents, effective, pathRate, stepRate, damping, rankOne, rankMany, expected } = constants;
  const n = state.mean.length;
  const mixed = (of: (sample: Sample) => Float64Array): Float64Array => {
    const out = new Float64Array(n);
    for (const [rank, sample] of sorted.slice(0, parents).entries()) {
      const values = of(sample);
      for (let i = 0; i < n; i++) {
        out[i] = (out[i] ?? 0) + (weights[rank] ?? 0) * (values[i] ?? 0);
      }
    }
    return out;
  };
  const direction = mixed((sample) => sample.direction);
  // C^(-1/2) B D z is B z.
  const whitened = alongAxes(
    { ...axes, lengths: new Float64Array(n).fill(1) },
    mixed((sample) => sample.normal),
  );
  const stepScale = Math.sqrt(stepRate * (2 - stepRate) * effective);
  const stepPath = state.stepPath.map((value, i) => (1 - stepRate) * value + stepScale * (whitened[i] ?? 0));
  const length = norm(stepPath);
  const generation = state.generation + 1;
  const isSteady = length / Math.sqrt(1 - (1 - stepRate) ** (2 * generation)) < (1.4 + 2 / (n + 1)) * expected;
  const pathScale = isSteady ? Math.sqrt(pathRate * (2 - pathRate) * effective) : 0;
  const path = state.path.map((value, i) => (1 - pathRate) * value + pathScale * (direction[i] ?? 0));
  const lost = isSteady ? 0 : pathRate * (2 - pathRate);
  const kept = 1 + rankOne * lost - rankOne - rankMany * weights.reduce((sum, weight) => sum + weight, 0);
  const covariance = state.covariance.map((value) => kept * value);
  addOuter(covariance, path, rankOne);
  for (const [rank, { direction: tried, normal }] of sorted.entries()) {
    const weight = weights[rank] ?? 0;
    // Bad directions are shortened to the length of one, so that C stays positive definite.
    const scale = weight >= 0 ? 1 : n / Math.max(norm(normal) ** 2, Number.MIN_VALUE);
    addOuter(covariance, tried, rankMany * weight * scale);
  }
  return {
    generation,
    mean: state.mean.map((value, i) => value + state.step * (direction[i] ?? 0)),
    step: state.step * Math.exp(Math.min(1, (stepRate / damping) * (length / expected - 1))),
    covariance,
    path,
    stepPath,
  };
}

/** A symmetric, positive matrix's axes: its rows, turned until they are orthogonal, are eigenvectors times eigenvalues. */
function principalAxes(covariance: Float64Array, n: number): Axes {
  const rows = covariance.slice();
  const vectors = new Float64Array(n * n);
  rotateRowsOrthogonal(rows, n, vectors);
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(norm(rows.subarray(i * n, (i + 1) * n))));
  return { vectors, lengths };
}

/** B D z: the sum of the axes, each as long as it is, times z. */
function alongAxes({ vectors, lengths }: Axes, normal: Float64Array): Float64Array {
  const n = normal.length;
  const out = new Float64Array(n);
  for (let axis = 0; axis < n; axis++) {
    const factor = (lengths[axis] ?? 0) * (normal[axis] ?? 0);
    for (let i = 0; i < n; i++) {
      out[i] = (out[i] ?? 0) + factor * (vectors[axis * n + i] ?? 0);
    }
  }
  return out;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** `matrix += factor v v'`. */
function addOuter(matrix: Float64Array, v: Float64Array, factor: number): void {
  const n = v.length;
  for (let i = 0; i < n; i++) {
    const row = factor * (v[i] ?? 0);
    for (let j = 0; j < n; j++) {
      matrix[i * n + j] = (matrix[i * n + j] ?? 0) + row * (v[j] ?? 0);
    }
  }
}
