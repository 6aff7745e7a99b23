import type { OptimizerDescription } from '../../../base/optimizer-description.js';
import { problem, type Problem } from '../../../base/errors.js';
import type { Network } from '../../../ml/networks/network.js';
import { isSlowForAdamG } from '../../../ml/optimizers/is-slow-for-adamg.js';

/** A training looks at gradients so often before it says that AdamG is slow. */
const REPORTS_BEFORE_HINT = 5;

/** What was seen so far: reports, and the sum of the gradients' root mean squares. */
export interface HintState {
  readonly reports: number;
  readonly gradients: number;
}

/** Tells AdamG's known weakness once, when the first gradients of a training show it. */
export class SlowHint {
  private reports: number;
  private gradients: number;
  private readonly weights: number;

  constructor(
    private readonly optimizer: OptimizerDescription,
    private readonly training: { readonly network: Network; readonly steps: number },
    from: HintState = { reports: 0, gradients: 0 },
  ) {
    this.weights = training.network.weights.reduce((sum, { variable }) => sum + variable.size, 0);
    this.reports = from.reports;
    this.gradients = from.gradients;
  }

  /** What a snapshot wants, so that a resumed training tells it once, too. */
  get state(): HintState {
    return { reports: this.reports, gradients: this.gradients };
  }

  /** Takes up the mean gradient norm of some steps; answers with the hint (`train-slow`) at the one time that it is due. */
  look(gradientNorm: number): Problem | undefined {
    const { optimizer, training } = this;
    this.reports += 1;
    this.gradients += gradientNorm / Math.sqrt(this.weights);
    if (optimizer.name !== 'adamg' || this.reports !== REPORTS_BEFORE_HINT) {
      return undefined;
    }
    const gradientSize = this.gradients / this.reports;
    return isSlowForAdamG(optimizer, gradientSize, training.steps)
      ? problem('train-slow', { optimizer: optimizer.name, gradientSize }, {}, 'warning')
      : undefined;
  }
}
