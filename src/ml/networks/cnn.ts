import * as tf from '@tensorflow/tfjs-core';
import { type Activation, type ImageShape, readActivation, readImageShape, readSizes } from './image-fields.js';
import { activate } from './layers/activate.js';
import { batchNormLayer } from './layers/batch-norm-layer.js';
import { convolutionLayer } from './layers/convolution-layer.js';
import { denseLayer } from './layers/dense-layer.js';
import { flattenImages } from './layers/flatten-images.js';
import type { ForwardMode, ImageClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** Convolutions of 3x3, one after the other, then linear layers. */
export interface CnnDescription {
  readonly type: 'cnn';
  readonly image: ImageShape;
  readonly classes: number;
  /** Channels after each convolution. */
  readonly widths: readonly number[];
  readonly activation?: Activation;
  /** Batch normalisation after each convolution; true where absent. */
  readonly batch_norm?: boolean;
  /** Whether convolutions have a bias; where absent: if there is no batch normalisation. */
  readonly bias?: boolean;
  /** Over 2x2 after each convolution while the image has two pixels a side; max where absent. */
  readonly pooling?: 'max' | 'average' | 'none';
  /** How an image becomes one row: the mean of each channel, or all values; mean where absent. */
  readonly head?: 'mean' | 'flatten';
  /** Widths of hidden linear layers; none where absent. */
  readonly dense?: readonly number[];
}

/** Builds what `CnnDescription` describes: `conv1`, (`bn1`,) …, `fc1`, … and `fc`. */
export function buildCnn(fields: FieldReader, options: BuildOptions): ImageClassifier {
  const image = readImageShape(fields);
  const classes = fields.size('classes');
  const widths = readSizes(fields, 'widths');
  const dense = readSizes(fields, 'dense', []);
  const activation = readActivation(fields);
  const hasBatchNorm = fields.boolean('batch_norm', true);
  const hasBias = fields.boolean('bias', !hasBatchNorm);
  const pooling = fields.choice('pooling', ['max', 'average', 'none'], 'max');
  const head = fields.choice('head', ['mean', 'flatten'], 'mean');

  const builder = new WeightBuilder(options);
  const channels = [image.channels, ...widths];
  const stages = widths.map((outputs, i) => {
    const number = String(i + 1);
    const convolution = convolutionLayer(builder, `conv${number}`, {
      inputs: channels[i] ?? 0,
      outputs,
      size: 3,
      hasBias,
    });
    const norm = hasBatchNorm ? batchNormLayer(builder, `bn${number}`, { channels: outputs }) : undefined;
    return (x: tf.Tensor4D, mode: ForwardMode) => {
      const convolved = convolution(x);
      return pool(activate(norm === undefined ? convolved : norm(convolved, mode), activation), pooling);
    };
  });
  const pixels = widths.reduce(
    ({ height, width }) =>
      isPooled(height, width, pooling) ? { height: height >> 1, width: width >> 1 } : { height, width },
    { height: image.height, width: image.width },
  );
  const lastChannels = channels.at(-1) ?? 0;
  const rowWidths = [head === 'mean' ? lastChannels : lastChannels * pixels.height * pixels.width, ...dense];
  const hidden = dense.map((outputs, i) =>
    denseLayer(builder, `fc${String(i + 1)}`, { inputs: rowWidths[i] ?? 0, outputs }),
  );
  const last = denseLayer(builder, 'fc', { inputs: rowWidths.at(-1) ?? 0, outputs: classes });
  return {
    classes,
    weights: builder.weights,
    logits(images, mode) {
      const features = stages.reduce((x, stage) => stage(x, mode), images);
      const rows = head === 'mean' ? tf.mean<tf.Tensor2D>(features, [1, 2]) : flattenImages(features);
      return last(hidden.reduce((x, layer) => activate(layer(x), activation), rows));
    },
    dispose: () => builder.dispose(),
  };
}

const isPooled = (height: number, width: number, pooling: string) => pooling !== 'none' && height > 1 && width > 1;

function pool(x: tf.Tensor4D, pooling: 'max' | 'average' | 'none'): tf.Tensor4D {
  if (!isPooled(x.shape[1], x.shape[2], pooling)) {
    return x;
  }
  return pooling === 'max' ? tf.maxPool(x, 2, 2, 'valid') : tf.avgPool(x, 2, 2, 'valid');
}
