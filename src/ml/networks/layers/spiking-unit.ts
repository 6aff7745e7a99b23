import * as tf from '@tensorflow/tfjs-core';
import { fireNeurons } from '../../spiking/fire-neurons.js';
import type { NeuronParameters } from '../../spiking/kernels/neuron.js';
import { initialLeakLogit } from '../../spiking/neuron.js';
import type { SpikeWatch } from '../../spiking/spike-activity.js';
import type { ForwardMode } from '../network.js';
import type { WeightBuilder } from '../weight-builder.js';
import { batchNormLayer } from './batch-norm-layer.js';
import { convolutionLayer } from './convolution-layer.js';

/** How a spiking network goes forward. */
export interface SpikingMode extends ForwardMode {
  readonly watch?: SpikeWatch | undefined;
}

/** (steps x batch) x height x width x channels to the same, time first. */
export type SpikingLayer = (spikes: tf.Tensor4D, mode: SpikingMode) => tf.Tensor4D;

/** The settings that all layers of a spiking network share. */
export interface SpikingSettings {
  readonly neuron: NeuronParameters;
  readonly steps: number;
}

export interface SpikingUnitOptions extends SpikingSettings {
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
  /** What batch normalisation begins with; 1 and 0 where absent. */
  readonly gamma?: number;
  readonly beta?: number;
  /**
   * Images that are the same at every step come in once, batch x height x width x channels, and spikes of all steps go out.
   * `counted`: the running variance is that of all steps, as if they had been repeated before.
   */
  readonly constantInput?: 'counted' | 'once';
}

/** Names of a unit's parts, as torch's model has them. */
export interface SpikingUnitNames {
  readonly convolution: string;
  readonly norm: string;
  readonly neuron: string;
}

/** Convolution, batch normalisation over steps x batch x height x width, and neurons. */
export function spikingUnit(
  builder: WeightBuilder,
  names: SpikingUnitNames,
  options: SpikingUnitOptions,
): SpikingLayer {
  const { inputs, outputs, size, stride, steps, gamma = 1, beta = 0, constantInput } = options;
  const convolution = convolutionLayer(builder, names.convolution, { inputs, outputs, size, stride, start: 'fan-out' });
  const repeats = constantInput === 'counted' ? steps : 1;
  const norm = batchNormLayer(builder, names.norm, { channels: outputs, gamma, beta, repeats });
  const neurons = neuronLayer(builder, names.neuron, options);
  const isConstantInput = constantInput !== undefined;
  return (x, mode) =>
    tf.tidy(() => {
      const convolved = convolution(x);
      const [, height, width] = convolved.shape;
      const multiplyAccumulates = height * width * size * size * inputs * outputs;
      mode.watch?.connected(names.convolution, x, { multiplyAccumulates, isSpikes: !isConstantInput });
      return neurons(norm(convolved, mode), { ...mode, isConstantInput });
    });
}

/** Neurons; PLIF's share `<name>.w`. */
function neuronLayer(builder: WeightBuilder, name: string, settings: SpikingSettings) {
  const { neuron, steps } = settings;
  const leakLogit =
    neuron.type === 'plif'
      ? builder.add(`${name}.w`, [], {
          initialisation: { type: 'constant', value: initialLeakLogit(neuron.tau) },
        }).variable
      : undefined;
  return (input: tf.Tensor4D, mode: SpikingMode & { readonly isConstantInput: boolean }): tf.Tensor4D => {
    const spikes = fireNeurons(input, { neuron, steps, leakLogit, isConstantInput: mode.isConstantInput });
    mode.watch?.fired(name, spikes);
    return spikes;
  };
}
