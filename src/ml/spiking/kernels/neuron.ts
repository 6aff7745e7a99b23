/** What a population of spiking neurons computes with; one of `resolveNeuron`, or of a test. */
export interface NeuronParameters {
  readonly type: 'if' | 'lif' | 'plif';
  /** Time constant in steps; not used by IF, nor by PLIF, whose leak is `leak`. */
  readonly tau: number;
  /** 1/tau: 0 for IF, sigmoid(w) for PLIF. */
  readonly leak: number;
  /** Whether the input decays with the potential. */
  readonly decayInput: boolean;
  readonly threshold: number;
  /** The potential after a spike; null for a soft reset, which takes the threshold off. */
  readonly resetPotential: number | null;
  /** Whether the gradient takes the spike in the reset as a constant. */
  readonly detachReset: boolean;
  readonly surrogate: 'sigmoid' | 'arctan';
  /** The surrogate's alpha. */
  readonly slope: number;
}

/** Steps x neurons each, time first, in double precision. */
export interface NeuronTrace {
  readonly spikes: Float64Array;
  /** Before firing: h. */
  readonly potentials: Float64Array;
  /** After the reset: v. */
  readonly afterReset: Float64Array;
}

/** The potential before firing, from the one left by the step before and the input. */
function charge(v: number, x: number, neuron: NeuronParameters): number {
  const rest = neuron.resetPotential ?? 0;
  switch (neuron.type) {
    case 'if':
      return v + x;
    case 'lif':
      if (neuron.decayInput) {
        return v + (x - (v - rest)) / neuron.tau;
      }
      // As it is usually computed: on the threshold itself, rounding decides who fires.
      return rest === 0 ? v * (1 - 1 / neuron.tau) + x : v - (v - rest) / neuron.tau + x;
    case 'plif':
      if (neuron.decayInput) {
        return v + (x - (v - rest)) * neuron.leak;
      }
      return rest === 0 ? v * (1 - neuron.leak) + x : v - (v - rest) * neuron.leak + x;
  }
}

/** The surrogate for the derivative of a spike by its potential, `over` above the threshold. */
export function surrogateGradient(over: number, neuron: NeuronParameters): number {
  const { slope, surrogate } = neuron;
  if (surrogate === 'sigmoid') {
    // alpha sigmoid(alpha u) (1 - sigmoid(alpha u)), by the smaller exponential of the two so that nothing overflows.
    const small = Math.exp(-Math.abs(slope * over));
    return (slope * small) / ((1 + small) * (1 + small));
  }
  const scaled = (Math.PI / 2) * slope * over;
  return slope / 2 / (1 + scaled * scaled);
}

/**
 * Runs neurons over `steps` steps from their rest: the input (steps x neurons) charges the potential, at the threshold or
 * above a neuron fires, and is reset. Fang et al., "Deep residual learning in spiking neural networks", 2021, eq. 1-3.
 */
export function runNeurons(input: Float64Array, steps: number, neuron: NeuronParameters): NeuronTrace {
  const count = input.length / steps;
  const spikes = new Float64Array(input.length);
  const potentials = new Float64Array(input.length);
  const afterReset = new Float64Array(input.length);
  const { threshold, resetPotential } = neuron;
  for (let n = 0; n < count; n++) {
    let v = resetPotential ?? 0;
    for (let i = n; i < input.length; i += count) {
      const h = charge(v, input[i], neuron);
      const fires = h >= threshold;
      if (resetPotential === null) {
        v = fires ? h - threshold : h;
      } else {
        v = fires ? resetPotential : h;
      }
      spikes[i] = fires ? 1 : 0;
      potentials[i] = h;
      afterReset[i] = v;
    }
  }
  return { spikes, potentials, afterReset };
}

/** The gradients that go back through a run. */
export interface NeuronGradients {
  /** With respect to the input, steps x neurons. */
  readonly input: Float64Array;
  /** With respect to PLIF's w, whose sigmoid is the leak; summed over all neurons. 0 for the others. */
  readonly w: number;
}

/** The gradients of `runNeurons` from those of its spikes, by the closed formulas, from the last step to the first. */
export function runNeuronsBack(
  input: Float64Array,
  trace: NeuronTrace,
  options: { readonly steps: number; readonly neuron: NeuronParameters; readonly gradient: Float64Array },
): NeuronGradients {
  const { steps, neuron, gradient } = options;
  const { spikes, potentials, afterReset } = trace;
  const { threshold, resetPotential, detachReset, type } = neuron;
  const count = input.length / steps;
  const leak = type === 'lif' ? 1 / neuron.tau : neuron.leak;
  const rest = resetPotential ?? 0;
  const scale = neuron.decayInput && type !== 'if' ? leak : 1;
  const kept = type === 'if' ? 1 : 1 - leak;
  const back = new Float64Array(input.length);
  let sum = 0;
  for (let n = 0; n < count; n++) {
    let gv = 0;
    for (let i = input.length - count + n; i >= 0; i -= count) {
      const h = potentials[i];
      const surrogate = surrogateGradient(h - threshold, neuron);
      let through: number;
      if (resetPotential === null) {
        through = detachReset ? 1 : 1 - threshold * surrogate;
      } else {
        through = 1 - spikes[i] + (detachReset ? 0 : (resetPotential - h) * surrogate);
      }
      const gh = gradient[i] * surrogate + gv * through;
      const before = i >= count ? afterReset[i - count] : rest;
      sum += gh * ((neuron.decayInput ? input[i] : 0) - (before - rest));
      back[i] = gh * scale;
      gv = gh * kept;
    }
  }
  return { input: back, w: type === 'plif' ? leak * (1 - leak) * sum : 0 };
}
