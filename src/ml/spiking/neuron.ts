import type { NeuronParameters } from './kernels/neuron.js';

/** Spiking neurons as an experiment describes them. */
export interface NeuronDescription {
  /** Integrate and fire, leaky, or leaky with a time constant that is learnt, one a layer. */
  readonly type: 'if' | 'lif' | 'plif';
  /** Time constant in steps, above 1; the start for plif. 2 where absent. */
  readonly tau?: number;
  /** Whether the input decays with the potential; false where absent. */
  readonly decay_input?: boolean;
  /** Potential at which a neuron fires, above 0; 1 where absent. */
  readonly threshold?: number;
  /** What a spike does to the potential: sets it to `reset_potential`, or takes the threshold off. Hard where absent. */
  readonly reset?: 'hard' | 'soft';
  /** Below the threshold; 0 where absent. */
  readonly reset_potential?: number;
  /** Whether the gradient takes the spike in the reset as a constant; true where absent. */
  readonly detach_reset?: boolean;
  /** What stands in for the derivative of a spike; sigmoid where absent. */
  readonly surrogate?: 'sigmoid' | 'arctan';
  /** The surrogate's alpha; 4 for the sigmoid, 2 for the arctangent where absent. */
  readonly slope?: number;
}

const DEFAULT_SLOPE = { sigmoid: 4, arctan: 2 } as const;

/** A description with its defaults filled in. */
export function resolveNeuron(description: NeuronDescription): NeuronParameters {
  const { type, tau = 2, reset = 'hard', surrogate = 'sigmoid' } = description;
  return {
    type,
    tau,
    leak: type === 'if' ? 0 : 1 / tau,
    decayInput: description.decay_input ?? false,
    threshold: description.threshold ?? 1,
    resetPotential: reset === 'soft' ? null : (description.reset_potential ?? 0),
    detachReset: description.detach_reset ?? true,
    surrogate,
    slope: description.slope ?? DEFAULT_SLOPE[surrogate],
  };
}

/** What PLIF's w begins with, so that sigmoid(w) = 1/tau. */
export function initialLeakLogit(tau: number): number {
  return -Math.log(tau - 1);
}
