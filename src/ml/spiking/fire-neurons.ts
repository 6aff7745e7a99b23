import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../compute/operations/with-gradient.js';
import { charge, justBelow, resetPotentials, spikesOf } from './neuron-steps.js';
import { leakLogitGradient, potentialGradients } from './neuron-gradients.js';
import type { NeuronParameters } from './kernels/neuron.js';

export interface FireOptions {
  readonly neuron: NeuronParameters;
  readonly steps: number;
  /** PLIF's learnt w, a scalar; its sigmoid is the leak. */
  readonly leakLogit?: tf.Tensor | undefined;
  /** The same input at every step: `input` then has no steps in it. */
  readonly isConstantInput?: boolean;
}

/**
 * The spikes (0 or 1) of neurons over all steps, as one operation with a gradient of its own: input (steps x batch) x …,
 * time first, gives the same shape; a constant input batch x … gives (steps x batch) x …. Every neuron begins at its rest.
 * The formulas are those of `kernels/neuron.ts`, in float32 and in the same order, so that the same neurons fire.
 */
export function fireNeurons<Rank extends tf.Rank>(input: tf.Tensor<Rank>, options: FireOptions): tf.Tensor<Rank> {
  const { neuron, steps, leakLogit, isConstantInput = false } = options;
  const [first = 1, ...rest] = input.shape;
  const outputShape = [isConstantInput ? steps * first : first, ...rest] as tf.ShapeMap[Rank];
  return withGradient(leakLogit === undefined ? [input] : [input, leakLogit], () => {
    const leak = leakLogit === undefined ? undefined : tf.sigmoid(leakLogit);
    const below = justBelow(neuron.threshold);
    const overs: tf.Tensor[] = [];
    const spikes: tf.Tensor[] = [];
    const left: tf.Tensor[] = [];
    let v: tf.Tensor | undefined;
    for (const x of splitSteps(input, steps, isConstantInput)) {
      const h = charge(v, x, { neuron, leak });
      const over = tf.sub(h, below);
      const s = spikesOf(over, neuron.threshold);
      if (leak !== undefined) {
        left.push(v === undefined ? tf.zerosLike(x) : tf.sub(v, neuron.resetPotential ?? 0));
      }
      v = overs.length < steps - 1 ? resetPotentials(h, s, neuron) : undefined;
      overs.push(over);
      spikes.push(s);
    }
    const allSpikes = tf.concat(spikes, 0);
    return {
      value: tf.reshape(allSpikes, outputShape),
      saved: {
        over: tf.concat(overs, 0),
        spikes: allSpikes,
        ...(leak === undefined ? {} : { leak, left: tf.concat(left, 0), input }),
      },
      gradient: (dy, saved) => {
        const gh = potentialGradients(dy, saved, { neuron, steps });
        const total = isConstantInput ? tf.addN([...gh]) : tf.concat([...gh], 0);
        const scaled = neuron.decayInput && neuron.type !== 'if' ? tf.mul(total, saved.leak ?? neuron.leak) : total;
        const toInput = tf.reshape(scaled, input.shape);
        return saved.leak === undefined ? [toInput] : [toInput, leakLogitGradient(gh, saved, neuron)];
      },
    };
  });
}

/** One tensor 1 x neurons a step. */
function splitSteps(input: tf.Tensor, steps: number, isConstantInput: boolean): readonly tf.Tensor[] {
  if (isConstantInput) {
    const flat = tf.reshape(input, [1, input.size]);
    return Array.from({ length: steps }, () => flat);
  }
  return tf.split(tf.reshape(input, [steps, input.size / steps]), steps, 0);
}
