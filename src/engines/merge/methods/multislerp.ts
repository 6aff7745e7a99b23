import { modelsmithError, problem } from '../../../base/errors.js';
import { declarationOf } from '../spec/methods.js';
import type { MergeMethod, Unit, UnitOutline } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { GramSums, squaredLength } from './gram-sums.js';
import { booleanOf, numberOf, numbersOf } from './parameters.js';

/**
 * Weighted mean of directions and of lengths: units u_i = x_i / (norm_i + eps), m = sum w u normalised, result
 * m * sum w norm (the published tangent sum is 0 by construction). With a base, on the deltas. One input is unchanged.
 */
export const multislerp: MergeMethod = {
  ...declarationOf('multislerp'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: (unit) =>
    booleanOf(unit.shared, 'normalize_weights') && sum(numbersOf(unit.perModel, 'weight')) === 0
      ? [problem('merge-weights-cancel', { method: 'multislerp' }, { tensor: unit.name })]
      : [],
  workingBytes: (unit) => GramSums.bytes(unit.perModel.length) + CombinationWriter.bytes(unit.perModel.length),
  create(unit) {
    const gram = new GramSums(unit);
    const writer = new CombinationWriter(unit);
    const shares = sharesOf(unit);
    const single = shares.length === 1;
    let weights: readonly number[] = shares.map(() => 1);
    return {
      granularity: 1,
      statisticsPasses: single ? 0 : 1,
      observe: (_pass, chunk) => {
        gram.add(chunk);
      },
      endPass() {
        weights = directionWeights(unit, shares, gram.matrix());
      },
      write(chunk, out, balance) {
        writer.write(chunk, out, balance, { weights, divisor: 1, lambda: 1 });
        const [only] = chunk.models;
        if (single && only !== undefined) {
          // base + (x - base) may differ from x in the last bit
          out.set(only);
        }
      },
    };
  },
};

/** What each input is multiplied by, given the inner products of the inputs. */
function directionWeights(
  unit: Unit,
  shares: readonly number[],
  gram: readonly (readonly number[])[],
): readonly number[] {
  const eps = numberOf(unit.shared, 'eps');
  const norms = gram.map((row, i) => Math.sqrt(row[i] ?? 0));
  const scaled = shares.map((share, i) => share / ((norms[i] ?? 0) + eps));
  const length = Math.sqrt(squaredLength(gram, scaled));
  if (!(length < eps)) {
    const meanNorm = sum(shares.map((share, i) => share * (norms[i] ?? 0)));
    return scaled.map((one) => (one / length) * meanNorm);
  }
  if (shares.length === 2) {
    return shares;
  }
  if (norms.every((norm) => norm === 0)) {
    return shares.map(() => 0);
  }
  throw modelsmithError('merge-directions-cancel', { method: 'multislerp' }, { tensor: unit.name });
}

function sharesOf(unit: UnitOutline): readonly number[] {
  const weights = numbersOf(unit.perModel, 'weight');
  const divisor = booleanOf(unit.shared, 'normalize_weights') ? sum(weights) : 1;
  return weights.map((weight) => weight / divisor);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
