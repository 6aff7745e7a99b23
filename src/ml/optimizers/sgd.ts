import type { SgdDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';

/** SGD: `B = mu B + g`, `x -= lr B`; Nesterov's form `x -= lr (g + mu B)`. No dampening, so B is the gradient at first. */
export function sgd(description: SgdDescription, { weights: initial, parts, memory }: StartingPoint): UpdateRule {
  const { kernels } = memory;
  const { lr, momentum, nesterov } = description;
  const b = momentum > 0 ? memory.zeros(initial.length) : undefined;
  const round = roundingOf(initial);
  const kept = round(momentum);
  return {
    scalars: {},
    vectors: b === undefined ? {} : { b },
    step(input) {
      const { weights: x, gradient: g, scheduled } = input;
      const effectiveStep = lr * scheduled;
      decayGradient(input, { parts, memory });
      for (const { start, end, rateFactor } of parts) {
        const rate = round(effectiveStep * rateFactor);
        if (b === undefined) {
          kernels.moveBy(x, g, -rate, start, end);
          continue;
        }
        kernels.addScaled(b, g, kept, 1, start, end);
        if (nesterov) {
          kernels.nesterovStep(x, g, b, kept, rate, start, end);
        } else {
          kernels.addScaled(x, b, 1, -rate, start, end);
        }
      }
      return { effectiveStep };
    },
  };
}
