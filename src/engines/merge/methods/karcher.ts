import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { GramSums, innerProduct, squaredLength } from './gram-sums.js';
import { numberOf } from './parameters.js';

/** A sine below this is that of equal or opposite vectors, whose logarithm has no direction of its own. */
const LEAST_SINE = 1e-12;

/**
 * Karcher (Fréchet) mean of the inputs' directions on the sphere, times their mean length. Every step stays in the span
 * of the inputs, so it is taken in their coordinates, with the inner products alone: one pass over the data, however
 * many iterations.
 */
export const karcher: MergeMethod = {
  ...declarationOf('karcher'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: (unit) => GramSums.bytes(unit.perModel.length) + CombinationWriter.bytes(unit.perModel.length),
  create(unit) {
    const gram = new GramSums(unit);
    const writer = new CombinationWriter(unit);
    const options = { iterations: numberOf(unit.shared, 'max_iter'), tolerance: numberOf(unit.shared, 'tol') };
    let weights: readonly number[] = [];
    return {
      granularity: 1,
      statisticsPasses: 1,
      observe: (_pass, chunk) => {
        gram.add(chunk);
      },
      endPass() {
        weights = karcherWeights(gram.matrix(), options);
      },
      write: (chunk, out, balance) => {
        writer.write(chunk, out, balance, { weights, divisor: 1, lambda: 1 });
      },
    };
  },
};

/** What each input is multiplied by, given the inner products of the inputs. */
function karcherWeights(
  gram: readonly (readonly number[])[],
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): readonly number[] {
  const norms = gram.map((row, i) => Math.sqrt(row[i] ?? 0));
  const meanNorm = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
  const counted = norms.map((norm) => norm > tolerance);
  const count = counted.filter(Boolean).length;
  if (count === 0) {
    return norms.map(() => 0);
  }
  // Inner products of the unit vectors; those left out have none with anyone.
  const units = gram.map((row, i) =>
    row.map((product, j) => (counted[i] && counted[j] ? product / ((norms[i] ?? 1) * (norms[j] ?? 1)) : 0)),
  );
  let mean =
    normalized(
      units,
      counted.map((one) => (one ? 1 / count : 0)),
      tolerance,
    ) ?? first(counted);
  for (let step = 0; step < iterations; step++) {
    const tangent = meanTangent(units, mean, counted);
    const length = Math.sqrt(squaredLength(units, tangent));
    // At the mean itself the direction of the step is 0 / 0, which a tolerance of 0 doesn't catch.
    if (length < tolerance || length === 0) {
      break;
    }
    const moved = mean.map((one, i) => Math.cos(length) * one + (Math.sin(length) / length) * (tangent[i] ?? 0));
    mean = normalized(units, moved, 0) ?? mean;
  }
  return mean.map((one, i) => (counted[i] ? (one * meanNorm) / (norms[i] ?? 1) : 0));
}

/** The mean of the logarithms of the counted unit vectors at `mean`, in coordinates. */
function meanTangent(
  units: readonly (readonly number[])[],
  mean: readonly number[],
  counted: readonly boolean[],
): readonly number[] {
  const tangent = mean.map(() => 0);
  const count = counted.filter(Boolean).length;
  for (const [i, counts] of counted.entries()) {
    if (!counts) {
      continue;
    }
    const unit = mean.map((_, j) => (i === j ? 1 : 0));
    const cosine = Math.max(-1, Math.min(1, innerProduct(units, mean, unit)));
    const angle = Math.acos(cosine);
    const sine = Math.sin(angle);
    const factor = (sine < LEAST_SINE ? 1 : angle / sine) / count;
    for (const [j, one] of mean.entries()) {
      tangent[j] = (tangent[j] ?? 0) + factor * ((unit[j] ?? 0) - cosine * one);
    }
  }
  return tangent;
}

/** The vector at length 1; undefined where its length is below `least` or 0. */
function normalized(
  units: readonly (readonly number[])[],
  vector: readonly number[],
  least: number,
): readonly number[] | undefined {
  const length = Math.sqrt(squaredLength(units, vector));
  return length < least || length === 0 ? undefined : vector.map((one) => one / length);
}

function first(counted: readonly boolean[]): readonly number[] {
  const index = counted.indexOf(true);
  return counted.map((_, i) => (i === index ? 1 : 0));
}
