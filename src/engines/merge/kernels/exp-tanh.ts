/**
 * exp and tanh in float32 operations only, so that every implementation of these kernels gives the same bits. The
 * polynomials are our own minimax fits (Lawson) of relative error 3e-9 and 4e-9 before rounding; with the rounding of
 * the operations both functions stay within 2e-7 relative error.
 */

const LOG2_E = Math.fround(Math.LOG2E);
/** ln 2 = high + low; high has 10 significant bits, so that k * high is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.fround(Math.LN2 - LN2_HIGH);

const POWERS_OF_TWO = new Float32Array(256);
for (let k = -126; k <= 127; k++) {
  POWERS_OF_TWO[k + 127] = 2 ** k;
}

/** e^x of a float32 number, saturated at x = -87 and x = 88 (where float32 ends); NaN gives NaN. */
export function exponential(x: number): number {
  const bounded = x > 88 ? 88 : x < -87 ? -87 : x;
  const k = Math.floor(Math.fround(Math.fround(bounded * LOG2_E) + 0.5));
  const r = Math.fround(Math.fround(bounded - Math.fround(k * LN2_HIGH)) - Math.fround(k * LN2_LOW));
  let p = Math.fround(0.0013814539415761828);
  p = Math.fround(Math.fround(p * r) + Math.fround(0.00836874544620514));
  p = Math.fround(Math.fround(p * r) + Math.fround(0.04166838899254799));
  p = Math.fround(Math.fround(p * r) + Math.fround(0.1666652113199234));
  p = Math.fround(Math.fround(p * r) + Math.fround(0.4999999403953552));
  p = Math.fround(Math.fround(Math.fround(p * Math.fround(r * r)) + r) + 1);
  return Math.fround(p * POWERS_OF_TWO[(k | 0) + 127]);
}

/** tanh x of a float32 number: x + x^3 p(x^2) below 0.625 (relative precision down to 0), else 1 - 2 / (e^2x + 1). */
export function hyperbolicTangent(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 0.625) {
    const z = Math.fround(x * x);
    let p = Math.fround(-0.005704986397176981);
    p = Math.fround(Math.fround(p * z) + Math.fround(0.02063908614218235));
    p = Math.fround(Math.fround(p * z) + Math.fround(-0.05373971536755562));
    p = Math.fround(Math.fround(p * z) + Math.fround(0.13331441581249237));
    p = Math.fround(Math.fround(p * z) + Math.fround(-0.3333328068256378));
    return Math.fround(x + Math.fround(Math.fround(x * z) * p));
  }
  const large = Math.fround(1 - Math.fround(2 / Math.fround(exponential(Math.fround(magnitude * 2)) + 1)));
  return x < 0 ? -large : large;
}
