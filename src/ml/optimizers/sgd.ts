import type { SgdDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { addScaled, moveBy, nesterovStep } from './kernels/linear.js';
import { roundingOf, type StartingPoint, type UpdateRule, zerosLike } from './update-rule.js';

/** SGD: `B = mu B + g`, `x -= lr B`; Nesterov's form `x -= lr (g + mu B)`. No dampening, so B is the gradient at first. */
export function sgd(description: SgdDescription, { weights: initial, parts }: StartingPoint): UpdateRule {
  const { lr, momentum, nesterov } = description;
  const b = momentum > 0 ? zerosLike(initial) : undefined;
  const round = roundingOf(initial);
  const kept = round(momentum);
  return {
    scalars: {},
    vectors: b === undefined ? {} : { b },
    step(input) {
      const { weights: x, gradient: g, scheduled } = input;
      const effectiveStep = lr * scheduled;
      decayGradient(input, parts);
      for (const { start, end, rateFactor } of parts) {
        const rate = round(effectiveStep * rateFactor);
        if (b === undefined) {
          moveBy(x, g, -rate, start, end);
          continue;
        }
        addScaled(b, g, kept, 1, start, end);
        if (nesterov) {
          nesterovStep(x, g, b, kept, rate, start, end);
        } else {
          addScaled(x, b, 1, -rate, start, end);
        }
      }
      return { effectiveStep };
    },
  };
}
