import * as tf from '@tensorflow/tfjs-core';
import { relu } from '../compute/operations/relu.js';
import { type ImageShape, readImageShape } from './image-fields.js';
import { batchNormLayer } from './layers/batch-norm-layer.js';
import { residualConvolution } from './layers/convolution-layer.js';
import { denseLayer } from './layers/dense-layer.js';
import type { ForwardMode, ImageClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import { readStages, type StageBlock } from './residual-stages.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** A residual network for small images, as for CIFAR: 3x3 first convolution, no max-pooling. */
export interface ResNetDescription {
  readonly type: 'resnet';
  readonly image: ImageShape;
  readonly classes: number;
  /** 18 where neither it nor `blocks` is there. */
  readonly depth?: 18 | 34;
  /** Blocks a stage, instead of a depth. */
  readonly blocks?: readonly number[];
  /** Channels of the first stage; 64 where absent. */
  readonly width?: number;
}

/** Builds what `ResNetDescription` describes. He et al., "Deep residual learning for image recognition", 2016. */
export function buildResNet(fields: FieldReader, options: BuildOptions): ImageClassifier {
  const { channels } = readImageShape(fields);
  const classes = fields.size('classes');
  const stages = readStages(fields);

  const builder = new WeightBuilder(options);
  const width = stages[0]?.inputs ?? 0;
  const convolution = residualConvolution(builder, 'conv1', { inputs: channels, outputs: width });
  const norm = batchNormLayer(builder, 'bn1', { channels: width });
  const blocks = stages.map((stage) => basicBlock(builder, stage));
  const last = denseLayer(builder, 'fc', { inputs: stages.at(-1)?.outputs ?? 0, outputs: classes });
  return {
    classes,
    weights: builder.weights,
    logits(images, mode) {
      const first = tf.tidy(() => relu(norm(convolution(images), mode)));
      const features = blocks.reduce((x, block) => tf.tidy(() => block(x, mode)), first);
      return last(tf.mean<tf.Tensor2D>(features, [1, 2]));
    },
    dispose: () => builder.dispose(),
  };
}

/** conv-BN-ReLU-conv-BN, plus the input (through a 1x1 convolution where shapes differ), ReLU. */
function basicBlock(builder: WeightBuilder, { name, inputs, outputs, stride }: StageBlock) {
  const convolution1 = residualConvolution(builder, `${name}.conv1`, { inputs, outputs, stride });
  const norm1 = batchNormLayer(builder, `${name}.bn1`, { channels: outputs });
  const convolution2 = residualConvolution(builder, `${name}.conv2`, { inputs: outputs, outputs });
  const norm2 = batchNormLayer(builder, `${name}.bn2`, { channels: outputs });
  const shortcut =
    stride !== 1 || inputs !== outputs ? downsampling(builder, { name, inputs, outputs, stride }) : undefined;
  return (x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D => {
    const inner = norm2(convolution2(relu(norm1(convolution1(x), mode))), mode);
    return relu(tf.add(inner, shortcut === undefined ? x : shortcut(x, mode)));
  };
}

function downsampling(builder: WeightBuilder, { name, inputs, outputs, stride }: StageBlock) {
  const convolution = residualConvolution(builder, `${name}.downsample.0`, { inputs, outputs, size: 1, stride });
  const norm = batchNormLayer(builder, `${name}.downsample.1`, { channels: outputs });
  return (x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D => norm(convolution(x), mode);
}
