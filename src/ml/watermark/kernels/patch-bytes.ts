import { lumaOf } from './colours.js';

/** Colours of a pixel. */
const CHANNELS = 3;

/** The square in the middle of an image of RGB bytes, from `offset` on, mirrored left to right where `isFlipped`. */
export function cropSquare(
  image: Uint8Array,
  imageSize: number,
  offset: number,
  size: number,
  isFlipped: boolean,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size * size * CHANNELS);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = ((offset + row) * imageSize + offset + (isFlipped ? size - 1 - column : column)) * CHANNELS;
      const into = (row * size + column) * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) {
        out[into + channel] = image[from + channel];
      }
    }
  }
  return out;
}

/** Writes RGB bytes as bytes of `channels` (3, or 1: the luma), from `start` on. */
export function putChannels(image: Uint8Array, out: Uint8Array, start: number, channels: number): void {
  if (channels === CHANNELS) {
    out.set(image, start);
    return;
  }
  for (let pixel = 0; pixel < image.length / CHANNELS; pixel++) {
    const at = pixel * CHANNELS;
    out[start + pixel] = lumaOf(image[at], image[at + 1], image[at + 2]);
  }
}

/** Stretches bytes from `start` to before `end` to the whole of 0..255, rounded; all equal, they stay as they are. */
export function stretchBytes(bytes: Uint8Array, start: number, end: number): void {
  let least = 255;
  let most = 0;
  for (let i = start; i < end; i++) {
    least = bytes[i] < least ? bytes[i] : least;
    most = bytes[i] > most ? bytes[i] : most;
  }
  if (most > least) {
    for (let i = start; i < end; i++) {
      bytes[i] = ((bytes[i] - least) / (most - least)) * 255 + 0.5;
    }
  }
}
