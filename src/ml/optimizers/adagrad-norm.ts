import type { AdaGradNormDescription, GogDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';

/**
 * AdaGrad-Norm: `V += ||g||^2`, `x -= lr/sqrt(V) g`; and GOG (arXiv 2405.04376), the same with the golden step size
 * `p V^q` for lr. Nothing moves while all gradients are zero.
 */
export function adaGradNorm(description: AdaGradNormDescription | GogDescription, start: StartingPoint): UpdateRule {
  const { weights: initial, parts, memory } = start;
  const { kernels } = memory;
  const round = roundingOf(initial);
  const scalars = { squares: 0 };
  const sizeAt = (squares: number): number =>
    description.lr * (description.name === 'gog' ? description.p * squares ** description.q : 1);
  return {
    scalars,
    vectors: {},
    step(input) {
      const { weights: x, gradient: g, scheduled } = input;
      decayGradient(input, { parts, memory });
      scalars.squares += kernels.squaredNorm(g, 0, g.length);
      const { squares } = scalars;
      const effectiveStep = squares === 0 ? 0 : (scheduled * sizeAt(squares)) / Math.sqrt(squares);
      for (const part of parts) {
        kernels.moveBy(x, g, round(-effectiveStep * part.rateFactor), part.start, part.end);
      }
      return { effectiveStep };
    },
  };
}
