import * as tf from '@tensorflow/tfjs-core';
import { relu } from '../compute/operations/relu.js';
import { divideEvenly } from './divide-evenly.js';
import { type ImageShape, readImageShape } from './image-fields.js';
import { batchNormLayer } from './layers/batch-norm-layer.js';
import { residualConvolution } from './layers/convolution-layer.js';
import { denseLayer } from './layers/dense-layer.js';
import type { ForwardMode, ImageClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import type { StageBlock } from './residual-stages.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** A wide residual network for small images; WRN-16-k where no depth is given. */
export interface WideResNetDescription {
  readonly type: 'wide-resnet';
  readonly image: ImageShape;
  readonly classes: number;
  /** 6 n + 4 with n blocks a stage; 16 where absent. */
  readonly depth?: number;
  /** k: the stages have 16 k, 32 k and 64 k channels; 1 where absent. */
  readonly widening?: number;
}

/** Channels before the first stage, which widening leaves as they are. */
const FIRST_CHANNELS = 16;
const STAGES = 3;

/**
 * Builds what `WideResNetDescription` describes, without dropout: normalisation and ReLU come before each convolution.
 * Zagoruyko and Komodakis, "Wide residual networks", 2016.
 */
export function buildWideResNet(fields: FieldReader, options: BuildOptions): ImageClassifier {
  const { channels } = readImageShape(fields);
  const classes = fields.size('classes');
  const widening = fields.size('widening', { fallback: 1 });
  const depth = fields.size('depth', { fallback: 16, minimum: 10 });
  const blocksPerStage = divideEvenly(depth - 4, 2 * STAGES, fields.at('depth'));

  const builder = new WeightBuilder(options);
  const first = residualConvolution(builder, 'conv1', { inputs: channels, outputs: FIRST_CHANNELS });
  const blocks: ((x: tf.Tensor4D, mode: ForwardMode) => tf.Tensor4D)[] = [];
  let inputs = FIRST_CHANNELS;
  for (let stage = 0; stage < STAGES; stage++) {
    const outputs = FIRST_CHANNELS * widening * 2 ** stage;
    for (let i = 0; i < blocksPerStage; i++) {
      const name = `block${String(stage + 1)}.layer.${String(i)}`;
      blocks.push(preActivationBlock(builder, { name, inputs, outputs, stride: stage > 0 && i === 0 ? 2 : 1 }));
      inputs = outputs;
    }
  }
  const norm = batchNormLayer(builder, 'bn1', { channels: inputs });
  const last = denseLayer(builder, 'fc', { inputs, outputs: classes });
  return {
    classes,
    weights: builder.weights,
    logits(images, mode) {
      const features = blocks.reduce((x, block) => tf.tidy(() => block(x, mode)), first(images));
      return last(tf.tidy(() => tf.mean<tf.Tensor2D>(relu(norm(features, mode)), [1, 2])));
    },
    dispose: () => builder.dispose(),
  };
}

/** Where shapes differ, the shortcut's 1x1 convolution also gets the normalised input. */
function preActivationBlock(builder: WeightBuilder, { name, inputs, outputs, stride }: StageBlock) {
  const norm1 = batchNormLayer(builder, `${name}.bn1`, { channels: inputs });
  const convolution1 = residualConvolution(builder, `${name}.conv1`, { inputs, outputs, stride });
  const norm2 = batchNormLayer(builder, `${name}.bn2`, { channels: outputs });
  const convolution2 = residualConvolution(builder, `${name}.conv2`, { inputs: outputs, outputs });
  const shortcut =
    inputs === outputs
      ? undefined
      : residualConvolution(builder, `${name}.convShortcut`, { inputs, outputs, size: 1, stride });
  return (x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D => {
    const active = relu(norm1(x, mode));
    const inner = convolution2(relu(norm2(convolution1(active), mode)));
    return tf.add(inner, shortcut === undefined ? x : shortcut(active));
  };
}
