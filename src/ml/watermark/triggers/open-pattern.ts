import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import type { ImageShape } from '../../data/kernels/augment.js';
import { dropAlpha } from '../kernels/pixel-facts.js';
import { putChannels } from '../kernels/patch-bytes.js';
import { readPixels } from '../surrogate/secret-image.js';
import { spreadChannels } from './spread-channels.js';

/** The pattern of a trigger, as an image gives it: height x width x channels. */
export interface Pattern {
  /** 0..255. */
  readonly values: Float64Array;
  /** The share of the image that it covers, 0..1; all channels of a pixel have the same. */
  readonly opacity: Float64Array;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a trigger's pattern from a PNG or JPEG file of the size of the images; for one channel, its luma. Throws
 * `watermark-pattern-size`, `watermark-pattern-mismatch` where a digest is given and the file has another one, and what
 * reading an image throws.
 */
export async function openPattern(
  files: Files,
  file: string,
  { shape, sha256 }: { readonly shape: ImageShape; readonly sha256?: string },
): Promise<Pattern> {
  const { pixels, digest } = await readPixels(files, file);
  if (sha256 !== undefined && digest !== sha256) {
    throw modelsmithError('watermark-pattern-mismatch', {}, { file });
  }
  const { height, width, channels } = shape;
  if (pixels.height !== height || pixels.width !== width) {
    const found = [pixels.height, pixels.width];
    throw modelsmithError('watermark-pattern-size', { found, expected: [height, width] }, { file });
  }
  const bytes = new Uint8Array(height * width * channels);
  putChannels(dropAlpha(pixels.data), bytes, 0, channels);
  const alpha = Float64Array.from({ length: height * width }, (_, pixel) => (pixels.data[4 * pixel + 3] ?? 0) / 255);
  return { values: Float64Array.from(bytes), opacity: spreadChannels(alpha, 1, channels), sha256: digest };
}
