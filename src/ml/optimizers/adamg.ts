import type { AdamGDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { adamGStep, averageSquares } from './kernels/adamg.js';
import { makePowerTable, powers, powersOfFloats } from './kernels/powers.js';
import type { Vector } from './kernels/vector.js';
import { roundingOf, type StartingPoint, type UpdateRule, zerosLike } from './update-rule.js';

/** Elements whose powers are kept between two passes over them: what fits a processor's nearest memory. */
const STRIP = 1024;

/**
 * AdamG (arXiv 2405.04376): `r = b3 r + (1-b3) p v^q`, `m = b1 m + (1-b1) r g`,
 * `x -= min(lr, 1/sqrt k) (m/(1-b1^k)) / (sqrt(v/(1-b2^k)) + eps)`. The minimum is taken before a group's factor.
 */
export function adamg(description: AdamGDescription, { weights: initial, parts }: StartingPoint): UpdateRule {
  const { lr, beta1, beta2, beta3, p, q, eps, decoupled_decay: isDecoupled, fixed_decay: isFixed } = description;
  const m = zerosLike(initial);
  const v = zerosLike(initial);
  const r = zerosLike(initial);
  const round = roundingOf(initial);
  const moments = {
    keep1: round(beta1),
    new1: round(1 - beta1),
    keep3: round(beta3),
    new3: round((1 - beta3) * p),
    eps,
  };
  const keep2 = round(beta2);
  const new2 = round(1 - beta2);
  const strip = new Float64Array(STRIP);
  const raise = powersOf(v, q);
  return {
    scalars: {},
    vectors: { m, v, r },
    step(input) {
      const { weights: x, gradient: g, step, scheduled } = input;
      const effectiveStep = Math.min(lr * scheduled, 1 / Math.sqrt(step));
      if (!isDecoupled) {
        decayGradient(input, parts);
      }
      const rootFactor = round(1 / Math.sqrt(1 - beta2 ** step));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const decay = isFixed ? weightDecay : lr * scheduled * rateFactor * weightDecay;
        const keep = isDecoupled ? round(1 - decay) : 1;
        const rate = round((effectiveStep * rateFactor) / (1 - beta1 ** step));
        const coefficients = { ...moments, keep, rate, rootFactor };
        for (let from = start; from < end; from += STRIP) {
          const to = Math.min(from + STRIP, end);
          averageSquares(v, g, keep2, new2, from, to);
          raise(strip, from, to);
          adamGStep(x, g, m, r, v, strip, from, to, coefficients);
        }
      }
      return { effectiveStep };
    },
  };
}

/** What writes `v_i^q` of a strip: by table in 32 bits, where bits can be looked up. */
function powersOf(v: Vector, q: number): (strip: Float64Array, from: number, to: number) => void {
  if (v instanceof Float64Array) {
    return (strip, from, to) => powers(strip, v, from, to, q);
  }
  const bits = new Uint32Array(v.buffer, v.byteOffset, v.length);
  const table = makePowerTable(q);
  return (strip, from, to) => powersOfFloats(strip, v, bits, from, to, table);
}
