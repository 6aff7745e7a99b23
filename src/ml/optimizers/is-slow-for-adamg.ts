import type { AdamGDescription } from '../../base/optimizer-description.js';

/** Adam's usual learning rate, which is about how far it moves a weight in a step, whatever the gradients' size. */
const USUAL_MOVEMENT = 1e-3;
/** Of what Adam's steps come to, what AdamG's have to. */
const LEAST_SHARE = 0.5;
/** A longer training makes up for small steps: after so many of Adam's, a weight may be anywhere. */
const ENOUGH_STEPS = 500;

/**
 * Whether gradients are so small that AdamG will be slow over a run of `steps`: all its steps in one direction come to
 * less than half of what Adam's do. With gradients of the size u a weight moves by about `min(lr, 1/sqrt k) p u^(2q)` in
 * step k (with the defaults, as u^.48), where Adam moves it by its learning rate whatever u is. `gradientSize` is the
 * power mean of order 2q over the weights, `mean(|g|^(2q))^(1/(2q))`, so that the mean movement is that of its size: the
 * root mean square is that of the few largest, often biases, while hardly anything else moves.
 */
export function isSlowForAdamG(
  { lr, p, q }: Pick<AdamGDescription, 'lr' | 'p' | 'q'>,
  gradientSize: number,
  steps: number,
): boolean {
  // The sum of min(lr, 1/sqrt k) over k = 1 … steps, by the integral: lr up to k = 1/lr^2, then 1/sqrt k.
  const crossing = Math.min(steps, 1 / lr ** 2);
  const rates = lr * crossing + 2 * (Math.sqrt(steps) - Math.sqrt(crossing));
  return rates * p * gradientSize ** (2 * q) < LEAST_SHARE * USUAL_MOVEMENT * Math.min(steps, ENOUGH_STEPS);
}
