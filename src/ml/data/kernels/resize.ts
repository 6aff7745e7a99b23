export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Scales an image (height x width x channels) by a triangle filter as wide as the scale, first along rows, then along columns:
 * bilinear when enlarging, antialiased when shrinking, edges by the weights that remain.
 */
export function resizeImage(from: Float32Array, size: ImageSize, out: Float32Array, target: ImageSize): void {
  const { height, width, channels } = size;
  const narrow = new Float32Array(height * target.width * channels);
  for (let row = 0; row < height; row++) {
    resample(
      from,
      row * width * channels,
      channels,
      width,
      narrow,
      row * target.width * channels,
      channels,
      target.width,
      channels,
    );
  }
  const stride = target.width * channels;
  resample(narrow, 0, stride, height, out, 0, stride, target.height, stride);
}

/** Resamples `from` along one axis; every position holds `lanes` numbers that lie together. */
function resample(
  from: Float32Array,
  fromStart: number,
  fromStride: number,
  fromCount: number,
  out: Float32Array,
  outStart: number,
  outStride: number,
  outCount: number,
  lanes: number,
): void {
  const scale = fromCount / outCount;
  const reach = scale > 1 ? scale : 1;
  for (let i = 0; i < outCount; i++) {
    const center = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(center - reach));
    const last = Math.min(fromCount - 1, Math.floor(center + reach));
    let total = 0;
    for (let j = first; j <= last; j++) {
      total += 1 - Math.abs(j - center) / reach;
    }
    const into = outStart + i * outStride;
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      for (let j = first; j <= last; j++) {
        sum += (1 - Math.abs(j - center) / reach) * from[fromStart + j * fromStride + lane];
      }
      out[into + lane] = sum / total;
    }
  }
}
