/** Height x width x channels of the images of a batch; an image is a stretch of a longer array. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Copies an image moved by (down, right) pixels, mirrored left to right where `isFlipped`; what comes in from outside is 0.
 * That is a random crop of an image that was padded with zeros.
 */
export function moveImage(
  from: Float32Array,
  fromStart: number,
  out: Float32Array,
  outStart: number,
  shape: ImageShape,
  down: number,
  right: number,
  isFlipped: boolean,
): void {
  const { height, width, channels } = shape;
  for (let row = 0; row < height; row++) {
    const sourceRow = row - down;
    const isInside = sourceRow >= 0 && sourceRow < height;
    for (let column = 0; column < width; column++) {
      const moved = column - right;
      const into = outStart + (row * width + (isFlipped ? width - 1 - column : column)) * channels;
      const source = fromStart + (sourceRow * width + moved) * channels;
      const isThere = isInside && moved >= 0 && moved < width;
      for (let channel = 0; channel < channels; channel++) {
        out[into + channel] = isThere ? from[source + channel] : 0;
      }
    }
  }
}

/**
 * Changes brightness (v b), contrast (around the mean luma) and saturation (around each pixel's luma) by factors, in this order,
 * and keeps the values in 0..1. One channel has no saturation. Luma by ITU-R BT.601.
 */
export function jitterColour(
  values: Float32Array,
  start: number,
  shape: ImageShape,
  brightness: number,
  contrast: number,
  saturation: number,
): void {
  const { channels } = shape;
  const end = start + shape.height * shape.width * channels;
  let sum = 0;
  for (let i = start; i < end; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      values[i + channel] = clampUnit(values[i + channel] * brightness);
    }
    sum += lumaAt(values, i, channels);
  }
  const mean = (sum * channels) / (end - start);
  for (let i = start; i < end; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      values[i + channel] = clampUnit(mean + (values[i + channel] - mean) * contrast);
    }
    if (channels === 3) {
      const luma = lumaAt(values, i, channels);
      for (let channel = 0; channel < channels; channel++) {
        values[i + channel] = clampUnit(luma + (values[i + channel] - luma) * saturation);
      }
    }
  }
}

function lumaAt(values: Float32Array, at: number, channels: number): number {
  return channels === 3 ? 0.299 * values[at] + 0.587 * values[at + 1] + 0.114 * values[at + 2] : values[at];
}

function clampUnit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** A rectangle of an image, in pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Fills a rectangle with one number for each channel. */
export function fillBox(values: Float32Array, start: number, shape: ImageShape, box: Box, fill: Float32Array): void {
  const { width, channels } = shape;
  for (let row = box.top; row < box.top + box.height; row++) {
    for (let column = box.left; column < box.left + box.width; column++) {
      const at = start + (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        values[at + channel] = fill[channel];
      }
    }
  }
}

/** Copies a rectangle of one image to the same place in another. */
export function copyBox(
  from: Float32Array,
  fromStart: number,
  out: Float32Array,
  outStart: number,
  shape: ImageShape,
  box: Box,
): void {
  const { width, channels } = shape;
  const length = box.width * channels;
  for (let row = box.top; row < box.top + box.height; row++) {
    const at = (row * width + box.left) * channels;
    for (let i = 0; i < length; i++) {
      out[outStart + at + i] = from[fromStart + at + i];
    }
  }
}

/** out = share out + (1 - share) from, over `count` numbers. */
export function blend(
  from: Float32Array,
  fromStart: number,
  out: Float32Array,
  outStart: number,
  count: number,
  share: number,
): void {
  for (let i = 0; i < count; i++) {
    out[outStart + i] = share * out[outStart + i] + (1 - share) * from[fromStart + i];
  }
}
