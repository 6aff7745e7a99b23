import { logGamma } from './log-gamma.js';

/** Terms of the continued fraction: about the root of the larger parameter is needed. */
const MAX_TERMS = 100_000;
const PRECISION = 1e-15;
/** What a denominator is where it would be 0. */
const TINY = 1e-300;

/**
 * log of the regularised incomplete beta function I_x(a, b), with a, b > 0 and `complement` = 1 - x given by itself, so that no
 * digit is lost where x is close to 1. However small the value is, its logarithm is right to about 1e-8 where the parameters are
 * hundreds of thousands, and better below. By Lentz's evaluation of the continued fraction (DLMF 8.17.22).
 */
export function logBetaShare(x: number, complement: number, { a, b }: { a: number; b: number }): number {
  if (x <= 0) {
    return Number.NEGATIVE_INFINITY;
  }
  if (complement <= 0) {
    return 0;
  }
  // Beyond its mean the fraction converges slowly: I_x(a, b) = 1 - I_{1 - x}(b, a).
  if (x > (a + 1) / (a + b + 2)) {
    return Math.log1p(-Math.exp(logFraction(complement, x, { a: b, b: a })));
  }
  return logFraction(x, complement, { a, b });
}

function logFraction(x: number, complement: number, { a, b }: { a: number; b: number }): number {
  const logFront = a * logOf(x, complement) + b * logOf(complement, x) - Math.log(a) - logBeta(a, b);
  return logFront - Math.log(continuedFraction(x, a, b));
}

/** log of a share from the smaller of the two, whose digits are all there. */
function logOf(share: number, complement: number): number {
  return share <= 0.5 ? Math.log(share) : Math.log1p(-complement);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** 1 + d1 / (1 + d2 / (1 + ...)), d_2m = m (b - m) x / ((a + 2m - 1)(a + 2m)), d_2m+1 = -(a + m)(a + b + m) x / ((a + 2m)(a + 2m + 1)). */
function continuedFraction(x: number, a: number, b: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let term = 1; term <= MAX_TERMS; term++) {
    const m = Math.floor(term / 2);
    const numerator =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + numerator * d);
    c = notZero(1 + numerator / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) {
      break;
    }
  }
  return value;
}

const notZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
