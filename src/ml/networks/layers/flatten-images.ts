import * as tf from '@tensorflow/tfjs-core';

/** Images batch x height x width x channels as rows, channel by channel as torch flattens them. */
export function flattenImages(images: tf.Tensor4D): tf.Tensor2D {
  const [batch, height, width, channels] = images.shape;
  const isPlanar = channels === 1 || height * width === 1;
  return tf.reshape(isPlanar ? images : tf.transpose(images, [0, 3, 1, 2]), [batch, height * width * channels]);
}
