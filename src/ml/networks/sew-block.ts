import * as tf from '@tensorflow/tfjs-core';
import { type SpikingLayer, type SpikingSettings, spikingUnit } from './layers/spiking-unit.js';
import type { StageBlock } from './residual-stages.js';
import type { WeightBuilder } from './weight-builder.js';

/** How a block's spikes and its input's are put together, element by element. */
export type SpikeConnection = 'add' | 'and' | 'iand';

export interface SewBlockSettings extends SpikingSettings {
  /** Two convolutions of 3x3, or 1x1, 3x3 and 1x1 with a quarter of the channels inside. */
  readonly block: 'basic' | 'bottleneck';
  readonly connect: SpikeConnection;
}

/** Outputs of a bottleneck per channel inside. */
export const BOTTLENECK_EXPANSION = 4;

/**
 * A spike-element-wise block: g(units(x), x), where x goes through a unit of its own if shapes differ. It begins as the
 * identity: the last gamma is 0 (for AND beta is 1, so that all fire). Fang et al., "Deep residual learning in spiking
 * neural networks", 2021, eq. 6 and table 1.
 */
export function sewBlock(builder: WeightBuilder, place: StageBlock, settings: SewBlockSettings): SpikingLayer {
  const { name, inputs, outputs, stride } = place;
  const { block, connect } = settings;
  const last = { gamma: 0, beta: connect === 'and' ? 1 : 0 };
  const inner = block === 'basic' ? outputs : outputs / BOTTLENECK_EXPANSION;
  const sizes =
    block === 'basic'
      ? [
          { inputs, outputs, size: 3, stride },
          { inputs: outputs, outputs, size: 3, stride: 1, ...last },
        ]
      : [
          { inputs, outputs: inner, size: 1, stride: 1 },
          { inputs: inner, outputs: inner, size: 3, stride },
          { inputs: inner, outputs, size: 1, stride: 1, ...last },
        ];
  const units = sizes.map((size, i) => {
    const number = String(i + 1);
    const names = {
      convolution: `${name}.conv${number}`,
      norm: `${name}.bn${number}`,
      neuron: `${name}.sn${number}`,
    };
    return spikingUnit(builder, names, { ...settings, ...size });
  });
  const down = `${name}.downsample`;
  const shortcut =
    stride === 1 && inputs === outputs
      ? undefined
      : spikingUnit(
          builder,
          { convolution: `${down}.0`, norm: `${down}.1`, neuron: `${down}.2` },
          { ...settings, inputs, outputs, size: 1, stride },
        );
  return (x, mode) => {
    const spikes = units.reduce((inside, unit) => unit(inside, mode), x);
    return connectSpikes(spikes, shortcut === undefined ? x : shortcut(x, mode), connect);
  };
}

function connectSpikes(spikes: tf.Tensor4D, identity: tf.Tensor4D, connect: SpikeConnection): tf.Tensor4D {
  switch (connect) {
    case 'add':
      return tf.add(spikes, identity);
    case 'and':
      return tf.mul(spikes, identity);
    case 'iand':
      return tf.mul(identity, tf.sub(1, spikes));
  }
}
