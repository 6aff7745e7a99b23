import type { PoolSizes } from './max-pool-gradient.js';

/**
 * Adds each window's gradient `dy` in equal shares to the elements of `dx` (zeros at first) that the window's mean was taken
 * of; padding is none of them.
 */
export function avgPoolGradient(dy: Float32Array, dx: Float32Array, sizes: PoolSizes): void {
  const { batch, inHeight, inWidth, channels, outHeight, outWidth } = sizes;
  for (let image = 0; image < batch; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const start = outRow * sizes.strideHeight - sizes.padTop;
      const top = Math.max(0, start);
      const bottom = Math.min(inHeight, start + sizes.filterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const begin = outColumn * sizes.strideWidth - sizes.padLeft;
        const left = Math.max(0, begin);
        const right = Math.min(inWidth, begin + sizes.filterWidth);
        const from = ((image * outHeight + outRow) * outWidth + outColumn) * channels;
        const share = 1 / ((bottom - top) * (right - left));
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            const to = ((image * inHeight + row) * inWidth + column) * channels;
            for (let channel = 0; channel < channels; channel++) {
              dx[to + channel] += dy[from + channel] * share;
            }
          }
        }
      }
    }
  }
}
