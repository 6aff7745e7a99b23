import type { OptimizerDescription } from '../../../base/optimizer-description.js';
import { problem, type Problem } from '../../../base/errors.js';
import { isSlowForAdamG } from '../../../ml/optimizers/is-slow-for-adamg.js';
import type { Optimizer } from '../../../ml/optimizers/optimizer.js';

/** A training has made so many steps when it is told that AdamG is slow: the first gradients are larger. */
const STEPS_BEFORE_HINT = 50;

/**
 * AdamG's known weakness (`train-slow`), where the gradients show it: at the first report after fifty steps, at no other,
 * so that a resumed training tells it once, too.
 */
export function slowHint(
  description: OptimizerDescription,
  optimizer: Optimizer,
  { step, steps, reportEvery }: { readonly step: number; readonly steps: number; readonly reportEvery: number },
): Problem | undefined {
  if (description.name !== 'adamg' || step !== reportEvery * Math.ceil(STEPS_BEFORE_HINT / reportEvery)) {
    return undefined;
  }
  const gradientSize = optimizer.gradientSize();
  return gradientSize !== undefined && isSlowForAdamG(description, gradientSize, steps)
    ? problem('train-slow', { optimizer: description.name, gradientSize }, {}, 'warning')
    : undefined;
}
