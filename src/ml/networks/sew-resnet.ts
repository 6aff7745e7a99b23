import * as tf from '@tensorflow/tfjs-core';
import { modelsmithError } from '../../base/errors.js';
import type { NeuronDescription } from '../spiking/neuron.js';
import { type RasterOptions, type SpikeActivity, SpikeRecorder } from '../spiking/spike-activity.js';
import { type ImageShape, readImageShape } from './image-fields.js';
import { padForStride } from './layers/convolution-layer.js';
import { denseLayer } from './layers/dense-layer.js';
import { type SpikingMode, spikingUnit } from './layers/spiking-unit.js';
import type { ImageClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import { readNeuron } from './read-neuron.js';
import { readStages } from './residual-stages.js';
import { BOTTLENECK_EXPANSION, sewBlock, type SpikeConnection } from './sew-block.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** A spiking residual network with spike-element-wise blocks. */
export interface SewResNetDescription {
  readonly type: 'sew-resnet';
  readonly image: ImageShape;
  readonly classes: number;
  /** 3x3 first convolution without max-pooling, or 7x7 with stride 2 and max-pooling; cifar where absent. */
  readonly form?: 'cifar' | 'imagenet';
  /** 18 where neither it nor `blocks` is there. */
  readonly depth?: 18 | 34;
  /** Blocks a stage, instead of a depth. */
  readonly blocks?: readonly number[];
  readonly block?: 'basic' | 'bottleneck';
  /** Channels before the first stage, which double with each; 64 where absent. */
  readonly width?: number;
  /** Add where absent. */
  readonly connect?: SpikeConnection;
  /** Steps in time that an image is shown; 4 where absent. */
  readonly time_steps?: number;
  /** Where absent: lif with the sigmoid surrogate in the form for CIFAR, if with arctan in the one for ImageNet. */
  readonly neuron?: Partial<NeuronDescription>;
}

/** An image classifier of spiking neurons. */
export interface SpikingClassifier extends ImageClassifier {
  readonly timeSteps: number;
  /**
   * Firing rates, the spikes of one image and the synaptic operations on a batch of images (batch x height x width x
   * channels), with the running statistics of batch normalisation.
   */
  observe(images: tf.Tensor4D, options: RasterOptions): SpikeActivity;
}

/** Whether a network's activity can be observed. */
export function isSpiking(network: ImageClassifier): network is SpikingClassifier {
  return 'observe' in network;
}

/** More steps than any published network takes; each multiplies time and memory. */
const MAX_TIME_STEPS = 1024;

/**
 * Builds what `SewResNetDescription` describes. The image is the same at every step, so the first convolution and its
 * normalisation are computed once; the mean over steps is taken before the last layer, which is linear.
 */
export function buildSewResNet(fields: FieldReader, options: BuildOptions): SpikingClassifier {
  const { channels } = readImageShape(fields);
  const classes = fields.size('classes');
  const form = fields.choice('form', ['cifar', 'imagenet'], 'cifar');
  const block = fields.choice('block', ['basic', 'bottleneck'], 'basic');
  const connect = fields.choice('connect', ['add', 'and', 'iand'], 'add');
  const steps = readTimeSteps(fields);
  const neuron = readNeuron(
    fields,
    form === 'cifar' ? { type: 'lif', surrogate: 'sigmoid' } : { type: 'if', surrogate: 'arctan' },
  );
  const stages = readStages(fields, { expansion: block === 'bottleneck' ? BOTTLENECK_EXPANSION : 1 });

  const builder = new WeightBuilder(options);
  const settings = { neuron, steps, block, connect };
  const first = spikingUnit(
    builder,
    { convolution: 'conv1', norm: 'bn1', neuron: 'sn1' },
    {
      ...settings,
      inputs: channels,
      outputs: stages[0]?.inputs ?? 0,
      ...(form === 'cifar'
        ? ({ size: 3, stride: 1, constantInput: 'counted' } as const)
        : ({ size: 7, stride: 2, constantInput: 'once' } as const)),
    },
  );
  const blocks = stages.map((stage) => sewBlock(builder, stage, settings));
  const features = stages.at(-1)?.outputs ?? 0;
  const last = denseLayer(builder, 'fc', { inputs: features, outputs: classes });

  const forward = (images: tf.Tensor4D, mode: SpikingMode): tf.Tensor2D => {
    const spikes = first(images, mode);
    const pooled = form === 'cifar' ? spikes : poolSpikes(spikes);
    const deep = blocks.reduce((x, layer) => tf.tidy(() => layer(x, mode)), pooled);
    const batch = images.shape[0];
    const bySteps = tf.reshape(tf.mean(deep, [1, 2]), [steps, batch, features]);
    mode.watch?.connected('fc', deep, { multiplyAccumulates: features * classes, isSpikes: false });
    return last(tf.mean<tf.Tensor2D>(bySteps, 0));
  };
  return {
    classes,
    timeSteps: steps,
    weights: builder.weights,
    logits: forward,
    observe(images, raster) {
      const watch = new SpikeRecorder(steps, raster);
      tf.tidy(() => {
        forward(images, { isTraining: false, watch });
      });
      return watch.activity();
    },
    dispose: () => builder.dispose(),
  };
}

function readTimeSteps(fields: FieldReader): number {
  const value = fields.size('time_steps', { fallback: 4 });
  if (value > MAX_TIME_STEPS) {
    throw modelsmithError('value-range', { value, minimum: 1, maximum: MAX_TIME_STEPS }, fields.at('time_steps'));
  }
  return value;
}

/** 3x3 with stride 2 and padding 1; the zeros around win over no spike. */
function poolSpikes(spikes: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(padForStride(spikes, 3, 2), 3, 2, 'valid');
}
