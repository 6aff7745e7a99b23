/** Sizes of a pooling over images in the order batch, height, width, channels. */
export interface PoolSizes {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** Rows and columns of padding before the first. */
  readonly padTop: number;
  readonly padLeft: number;
}

/**
 * Adds each window's gradient `dy` to the element of `dx` (zeros at first) that was the window's largest, the first of
 * equals in reading order, as TensorFlow does.
 */
export function maxPoolGradient(x: Float32Array, dy: Float32Array, dx: Float32Array, sizes: PoolSizes): void {
  const { batch, inHeight, inWidth, channels, outHeight, outWidth } = sizes;
  for (let image = 0; image < batch; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * sizes.strideHeight - sizes.padTop;
      const bottom = Math.min(inHeight, top + sizes.filterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * sizes.strideWidth - sizes.padLeft;
        const right = Math.min(inWidth, left + sizes.filterWidth);
        const from = ((image * outHeight + outRow) * outWidth + outColumn) * channels;
        for (let channel = 0; channel < channels; channel++) {
          let largest = -1;
          for (let row = Math.max(0, top); row < bottom; row++) {
            for (let column = Math.max(0, left); column < right; column++) {
              const at = ((image * inHeight + row) * inWidth + column) * channels + channel;
              if (largest < 0 || x[at] > x[largest]) {
                largest = at;
              }
            }
          }
          if (largest >= 0) {
            dx[largest] += dy[from + channel];
          }
        }
      }
    }
  }
}
