import * as tf from '@tensorflow/tfjs-core';

/** Puts `stride - 1` rows and columns of zeros between those of images (batch x height x width x channels). */
export function spreadByStride(images: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) {
    return images;
  }
  const [batch, height, width, channels] = images.shape;
  const apart: tf.Tensor = tf.pad(tf.reshape(images, [batch, height, 1, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const joined: tf.Tensor4D = tf.reshape(apart, [batch, height * strideHeight, width * strideWidth, channels]);
  return tf.slice(
    joined,
    [0, 0, 0, 0],
    [batch, (height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1, channels],
  );
}
