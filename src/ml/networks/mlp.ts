import type * as tf from '@tensorflow/tfjs-core';
import { type Activation, type ImageShape, readActivation, readImageShape, readSizes } from './image-fields.js';
import { activate } from './layers/activate.js';
import { denseLayer } from './layers/dense-layer.js';
import { flattenImages } from './layers/flatten-images.js';
import type { ImageClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** A multi-layer perceptron on the values of an image; without hidden layers, logistic regression. */
export interface MlpDescription {
  readonly type: 'mlp';
  readonly image: ImageShape;
  readonly classes: number;
  /** Widths of the hidden layers; [128] where absent. */
  readonly hidden?: readonly number[];
  readonly activation?: Activation;
}

/** Builds what `MlpDescription` describes: `fc1`, `fc2`, … and `fc`. Pixels are read channel by channel, as torch flattens. */
export function buildMlp(fields: FieldReader, options: BuildOptions): ImageClassifier {
  const { height, width, channels } = readImageShape(fields);
  const classes = fields.size('classes');
  const hidden = readSizes(fields, 'hidden', [128]);
  const activation = readActivation(fields);

  const builder = new WeightBuilder(options);
  const widths = [height * width * channels, ...hidden];
  const layers = hidden.map((outputs, i) =>
    denseLayer(builder, `fc${String(i + 1)}`, { inputs: widths[i] ?? 0, outputs }),
  );
  const last = denseLayer(builder, 'fc', { inputs: widths.at(-1) ?? 0, outputs: classes });
  return {
    classes,
    weights: builder.weights,
    logits(images) {
      const rows = layers.reduce<tf.Tensor2D>((x, layer) => activate(layer(x), activation), flattenImages(images));
      return last(rows);
    },
    dispose: () => builder.dispose(),
  };
}
