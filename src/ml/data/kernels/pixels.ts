/** Bytes to numbers in 0..1, written from `start` on. */
export function bytesToUnit(from: Uint8Array, out: Float32Array, start: number): void {
  for (let i = 0; i < from.length; i++) {
    out[start + i] = from[i] / 255;
  }
}

/** Bytes in planes (channels x pixels) to numbers in 0..1 with the channels last, written from `start` on. */
export function planesToUnit(from: Uint8Array, out: Float32Array, start: number, channels: number): void {
  const pixels = from.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * pixels;
    for (let i = 0; i < pixels; i++) {
      out[start + i * channels + channel] = from[plane + i] / 255;
    }
  }
}

/** RGBA bytes to `channels` numbers a pixel in 0..1: 3 drops alpha, 1 is the luma of ITU-R BT.601. */
export function rgbaToUnit(from: Uint8Array, out: Float32Array, channels: number): void {
  const pixels = from.length / 4;
  for (let i = 0; i < pixels; i++) {
    const red = from[4 * i];
    const green = from[4 * i + 1];
    const blue = from[4 * i + 2];
    if (channels === 1) {
      out[i] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
    } else {
      out[3 * i] = red / 255;
      out[3 * i + 1] = green / 255;
      out[3 * i + 2] = blue / 255;
    }
  }
}

/** Index of the first number that is NaN or infinite in [start, end), or -1. */
export function findNonFinite(values: Float32Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    // x - x is 0 for finite numbers only.
    if (values[i] - values[i] !== 0) {
      return i;
    }
  }
  return -1;
}

/** (value - mean) / deviation by channel, in place; channels last, `scales` = 1 / deviation. */
export function normaliseInPlace(values: Float32Array, means: Float32Array, scales: Float32Array): void {
  const channels = means.length;
  for (let i = 0; i < values.length; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      values[i + channel] = (values[i + channel] - means[channel]) * scales[channel];
    }
  }
}

/** Adds values and their squares by channel to float64 sums; channels last. */
export function addMoments(values: Float32Array, sums: Float64Array, squares: Float64Array): void {
  const channels = sums.length;
  for (let i = 0; i < values.length; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = values[i + channel];
      sums[channel] += value;
      squares[channel] += value * value;
    }
  }
}
