import type { AdamGDescription } from '../../base/optimizer-description.js';

/** Adam's usual learning rate, which is about how far it moves a weight in a step, whatever the gradients' size. */
const USUAL_MOVEMENT = 1e-3;
/** Of it, what AdamG has to reach on average over the run. */
const LEAST_SHARE = 0.1;

/**
 * Whether gradients are so small that AdamG will be slow over a run of `steps`. A weight whose gradients have the size u
 * moves by about `min(lr, 1/sqrt k) p u^(2q)` in step k (with the defaults, as u^.48), where Adam moves it by its learning
 * rate whatever u is; slow is less than a tenth of Adam's usual rate on average. `gradientSize` is the root mean square
 * over the weights: the norm divided by the square root of their number.
 */
export function isSlowForAdamG(
  { lr, p, q }: Pick<AdamGDescription, 'lr' | 'p' | 'q'>,
  gradientSize: number,
  steps: number,
): boolean {
  // The mean of min(lr, 1/sqrt k) over k = 1 … steps, by the integral: lr up to k = 1/lr^2, then 1/sqrt k.
  const crossing = Math.min(steps, 1 / lr ** 2);
  const meanRate = (lr * crossing + 2 * (Math.sqrt(steps) - Math.sqrt(crossing))) / steps;
  return meanRate * p * gradientSize ** (2 * q) < LEAST_SHARE * USUAL_MOVEMENT;
}
