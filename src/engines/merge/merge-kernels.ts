import type { addAgreeingBalance, addBalance, addConstantBalance, addDividedBalance } from './kernels/balance.js';
import type { drawBernoulli, drawBernoulliEach } from './kernels/bernoulli.js';
import type { combine } from './kernels/combine.js';
import type {
  addAgreeing,
  agreeingCoefficients,
  divideAtLeast,
  keptCoefficients,
  mergeAgreeing,
} from './kernels/consensus.js';
import type {
  countMagnitudesHigh,
  countMagnitudesLow,
  countOrderedHigh,
  countOrderedLow,
} from './kernels/histograms.js';
import type { interpolateEach, nearnessWeights } from './kernels/nearswap.js';
import type { countNear } from './kernels/near-counts.js';
import type { countNonFinite } from './kernels/non-finite.js';
import type {
  addScored,
  addTanhOfProduct,
  clampMagnitudes,
  multiplyByIntra,
  scaleScores,
  signedNormalizedMagnitudes,
  tanhOfProduct,
} from './kernels/pcb.js';
import type { addColumnDots, addDot, addMagnitudes } from './kernels/reductions.js';
import type { keepAtLeast, keepBetween, keepLargest, keepWhere, keepWhereNonZero } from './kernels/selection.js';
import type { countUniqueAndShared, mergeUniqueAndShared } from './kernels/sharing.js';
import type { countNonZero, varianceOverRows } from './kernels/variance.js';
import type {
  addProducts,
  addScaled,
  divide,
  multiply,
  plusScaled,
  scale,
  scaleMagnitudes,
  subtract,
} from './kernels/vector.js';

/**
 * The hot loops of merging. The plain functions in `kernels/` are the reference; another implementation gives the same
 * bits. Arrays must come from the backend's memory, but
 * for those that balance sums and counts of non-finite values are added to.
 */
export interface MergeKernels {
  readonly subtract: typeof subtract;
  readonly scale: typeof scale;
  readonly addScaled: typeof addScaled;
  readonly plusScaled: typeof plusScaled;
  readonly divide: typeof divide;
  readonly scaleMagnitudes: typeof scaleMagnitudes;
  readonly multiply: typeof multiply;
  readonly addProducts: typeof addProducts;
  readonly addDot: typeof addDot;
  readonly addMagnitudes: typeof addMagnitudes;
  readonly addColumnDots: typeof addColumnDots;
  readonly countMagnitudesHigh: typeof countMagnitudesHigh;
  readonly countMagnitudesLow: typeof countMagnitudesLow;
  readonly countOrderedHigh: typeof countOrderedHigh;
  readonly countOrderedLow: typeof countOrderedLow;
  readonly countNear: typeof countNear;
  readonly keepLargest: typeof keepLargest;
  readonly keepBetween: typeof keepBetween;
  readonly keepWhere: typeof keepWhere;
  readonly keepWhereNonZero: typeof keepWhereNonZero;
  readonly keepAtLeast: typeof keepAtLeast;
  readonly addAgreeing: typeof addAgreeing;
  readonly mergeAgreeing: typeof mergeAgreeing;
  readonly agreeingCoefficients: typeof agreeingCoefficients;
  readonly keptCoefficients: typeof keptCoefficients;
  readonly divideAtLeast: typeof divideAtLeast;
  readonly addBalance: typeof addBalance;
  readonly addAgreeingBalance: typeof addAgreeingBalance;
  readonly addConstantBalance: typeof addConstantBalance;
  readonly addDividedBalance: typeof addDividedBalance;
  readonly combine: typeof combine;
  readonly signedNormalizedMagnitudes: typeof signedNormalizedMagnitudes;
  readonly tanhOfProduct: typeof tanhOfProduct;
  readonly addTanhOfProduct: typeof addTanhOfProduct;
  readonly multiplyByIntra: typeof multiplyByIntra;
  readonly clampMagnitudes: typeof clampMagnitudes;
  readonly scaleScores: typeof scaleScores;
  readonly addScored: typeof addScored;
  readonly drawBernoulli: typeof drawBernoulli;
  readonly drawBernoulliEach: typeof drawBernoulliEach;
  readonly varianceOverRows: typeof varianceOverRows;
  readonly countNonZero: typeof countNonZero;
  readonly countUniqueAndShared: typeof countUniqueAndShared;
  readonly mergeUniqueAndShared: typeof mergeUniqueAndShared;
  readonly nearnessWeights: typeof nearnessWeights;
  readonly interpolateEach: typeof interpolateEach;
  readonly countNonFinite: typeof countNonFinite;
}
