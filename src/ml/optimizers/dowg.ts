import type { DowgDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';
import { copyInto } from './vector-memory.js';

/** DoWG (arXiv 2305.16284): `r2 = max(r2, ||x - x0||^2)`, `v += r2 ||g||^2`, `x -= lr r2 / (sqrt(v) + eps) g`, from r2 = eps. */
export function dowg(description: DowgDescription, { weights: initial, parts, memory }: StartingPoint): UpdateRule {
  const { kernels } = memory;
  const { lr, eps } = description;
  const x0 = copyInto(memory, initial);
  const round = roundingOf(initial);
  const scalars = { squaredDistance: eps, weightedSquares: 0 };
  return {
    scalars,
    vectors: { x0 },
    step(input) {
      const { weights: x, gradient: g, scheduled } = input;
      decayGradient(input, { parts, memory });
      const r2 = Math.max(scalars.squaredDistance, kernels.squaredDistance(x, x0, 0, x.length));
      scalars.squaredDistance = r2;
      scalars.weightedSquares += r2 * kernels.squaredNorm(g, 0, g.length);
      const effectiveStep = (lr * scheduled * r2) / (Math.sqrt(scalars.weightedSquares) + eps);
      for (const { start, end, rateFactor } of parts) {
        kernels.moveBy(x, g, round(-effectiveStep * rateFactor), start, end);
      }
      return { effectiveStep, adapted: r2 };
    },
  };
}
