import type { Draws } from '../draws.js';

/** Draws from Beta(alpha, alpha) as x / (x + y) of two gamma variables. */
export function drawBeta(alpha: number, draws: Draws): number {
  const [x, y] = [drawGamma(alpha, draws), drawGamma(alpha, draws)];
  // Tiny alphas may underflow to 0 / 0; the limit of the distribution is a coin.
  return x + y > 0 ? x / (x + y) : Math.round(draws.uniform());
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); scale 1. */
function drawGamma(shape: number, draws: Draws): number {
  if (shape < 1) {
    // gamma(a) = gamma(a + 1) U^(1 / a); their section 6.
    return drawGamma(shape + 1, draws) * draws.uniform() ** (1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = draws.normal();
    const cube = (1 + c * normal) ** 3;
    const uniform = 1 - draws.uniform();
    if (cube > 0 && Math.log(uniform) < 0.5 * normal * normal + d - d * cube + d * Math.log(cube)) {
      return d * cube;
    }
  }
}
