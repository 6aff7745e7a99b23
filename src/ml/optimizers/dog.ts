import type { DogDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { type Part, roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';
import { copyInto } from './vector-memory.js';

/**
 * DoG (arXiv 2302.12022): `rbar = max(rbar, ||x - x0||)`, `G = eps + sum ||g||^2`, `x -= lr rbar / sqrt(G) g`, from
 * `rbar = reps (1 + ||x0||)`; norms over all weights. LDoG has an rbar and a G for every tensor; the sizes it reports are
 * means over tensors. With `init_eta` rbar starts at 0, and the first step has that size whatever the learning rate.
 */
export function dog(description: DogDescription, { weights: initial, parts, memory }: StartingPoint): UpdateRule {
  const { kernels } = memory;
  const { name, lr, reps, init_eta: firstStep, eps } = description;
  const x0 = copyInto(memory, initial);
  const round = roundingOf(initial);
  const measured: readonly (readonly Part[])[] = name === 'ldog' ? parts.map((part) => [part]) : [parts];
  const scalars: Record<string, number> = {};
  for (const [i, group] of measured.entries()) {
    const norm = Math.sqrt(sumOver(group, ({ start, end }) => kernels.squaredNorm(x0, start, end)));
    scalars[distanceOf(i)] = firstStep === null ? reps * (1 + norm) : 0;
    scalars[squaresOf(i)] = eps;
  }
  return {
    scalars,
    vectors: { x0 },
    step(input) {
      const { weights: x, gradient: g, step, scheduled } = input;
      decayGradient(input, { parts, memory });
      let steps = 0;
      let distances = 0;
      for (const [i, group] of measured.entries()) {
        const moved = Math.sqrt(sumOver(group, ({ start, end }) => kernels.squaredDistance(x, x0, start, end)));
        const distance = Math.max(scalars[distanceOf(i)] ?? 0, moved);
        const squares =
          (scalars[squaresOf(i)] ?? 0) + sumOver(group, ({ start, end }) => kernels.squaredNorm(g, start, end));
        scalars[distanceOf(i)] = distance;
        scalars[squaresOf(i)] = squares;
        const size = firstStep !== null && step === 1 ? firstStep : (lr * scheduled * distance) / Math.sqrt(squares);
        for (const { start, end, rateFactor } of group) {
          kernels.moveBy(x, g, round(-size * rateFactor), start, end);
        }
        steps += size;
        distances += distance;
      }
      return { effectiveStep: steps / measured.length, adapted: distances / measured.length };
    },
  };
}

const distanceOf = (group: number): string => `distance/${group}`;
const squaresOf = (group: number): string => `squares/${group}`;

function sumOver(parts: readonly Part[], of: (part: Part) => number): number {
  let sum = 0;
  for (const part of parts) {
    sum += of(part);
  }
  return sum;
}
