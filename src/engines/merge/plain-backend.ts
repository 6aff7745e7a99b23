import { decodeToFloat32, encodeFromFloat32 } from '../../ml/tensors/dtypes.js';
import { addAgreeingBalance, addBalance, addConstantBalance, addDividedBalance } from './kernels/balance.js';
import { drawBernoulli, drawBernoulliEach } from './kernels/bernoulli.js';
import { combine } from './kernels/combine.js';
import {
  addAgreeing,
  agreeingCoefficients,
  divideAtLeast,
  keptCoefficients,
  mergeAgreeing,
} from './kernels/consensus.js';
import { countMagnitudesHigh, countMagnitudesLow, countOrderedHigh, countOrderedLow } from './kernels/histograms.js';
import { interpolateEach, nearnessWeights } from './kernels/nearswap.js';
import { countNear } from './kernels/near-counts.js';
import { countNonFinite } from './kernels/non-finite.js';
import {
  addScored,
  addTanhOfProduct,
  clampMagnitudes,
  multiplyByIntra,
  scaleScores,
  signedNormalizedMagnitudes,
  tanhOfProduct,
} from './kernels/pcb.js';
import { addColumnDots, addDot, addMagnitudes } from './kernels/reductions.js';
import { keepAtLeast, keepBetween, keepLargest, keepWhere, keepWhereNonZero } from './kernels/selection.js';
import { countUniqueAndShared, mergeUniqueAndShared } from './kernels/sharing.js';
import { countNonZero, varianceOverRows } from './kernels/variance.js';
import {
  addProducts,
  addScaled,
  divide,
  multiply,
  plusScaled,
  scale,
  scaleMagnitudes,
  subtract,
} from './kernels/vector.js';
import type { MergeBackend } from './merge-backend.js';

/** The reference: plain functions over ordinary arrays. Keeps no state and may be shared by any number of units. */
export const plainBackend: MergeBackend = {
  name: 'plain',
  kernels: {
    subtract,
    scale,
    addScaled,
    plusScaled,
    divide,
    scaleMagnitudes,
    multiply,
    addProducts,
    addDot,
    addMagnitudes,
    addColumnDots,
    countMagnitudesHigh,
    countMagnitudesLow,
    countOrderedHigh,
    countOrderedLow,
    countNear,
    keepLargest,
    keepBetween,
    keepWhere,
    keepWhereNonZero,
    keepAtLeast,
    addAgreeing,
    mergeAgreeing,
    agreeingCoefficients,
    keptCoefficients,
    divideAtLeast,
    addBalance,
    addAgreeingBalance,
    addConstantBalance,
    addDividedBalance,
    combine,
    signedNormalizedMagnitudes,
    tanhOfProduct,
    addTanhOfProduct,
    multiplyByIntra,
    clampMagnitudes,
    scaleScores,
    addScored,
    drawBernoulli,
    drawBernoulliEach,
    varianceOverRows,
    countNonZero,
    countUniqueAndShared,
    mergeUniqueAndShared,
    nearnessWeights,
    interpolateEach,
    countNonFinite,
  },
  decode: decodeToFloat32,
  encode: encodeFromFloat32,
  memory: {
    float32: (length) => new Float32Array(length),
    float64: (length) => new Float64Array(length),
    uint32: (length) => new Uint32Array(length),
    uint8: (length) => new Uint8Array(length),
    // The collector's business.
    mark: () => 0,
    release: () => undefined,
  },
};
