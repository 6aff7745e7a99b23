import { createHash } from 'node:crypto';
import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import type { ImageShape } from '../../data/kernels/augment.js';
import { MAX_IMAGE_BYTES } from '../../data/limits.js';
import { memorySource } from '../../data/readers/byte-source.js';
import { requireAtMost } from '../../data/readers/data-fault.js';
import { decodePixels, type RgbaPixels } from '../../data/readers/decode-image.js';
import { dropAlpha, pixelFacts } from '../kernels/pixel-facts.js';
import type { ColourImage } from './make-patches.js';

/** The image that a key is of, and how it is recognised again. */
export interface SecretImage extends ColourImage {
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

/** Shorter sides of the image for one of a patch: the first crop, half of it, is then no smaller than a patch. */
const SIDES_A_PATCH = 2;

/**
 * Reads the PNG or JPEG file that surrogate patches are to be made of, 16 bits a colour as 8. Throws `data-too-large` before
 * anything is decoded, `data-file-invalid`, `watermark-image-tiny`, `-transparent` (any pixel), `-flat` (one colour), `-grey`
 * (where the network takes colours), and `watermark-image-mismatch` where a digest is given and the file has another one.
 */
export async function openSecretImage(
  files: Files,
  file: string,
  { patch, sha256 }: { readonly patch: ImageShape; readonly sha256?: string },
): Promise<SecretImage> {
  const { pixels, digest } = await readPixels(files, file);
  const where = { file };
  if (sha256 !== undefined && digest !== sha256) {
    throw modelsmithError('watermark-image-mismatch', {}, where);
  }
  const { height, width, data } = pixels;
  const needed = SIDES_A_PATCH * Math.max(patch.height, patch.width);
  if (Math.min(height, width) < needed) {
    throw modelsmithError('watermark-image-tiny', { height, width, needed }, where);
  }
  const { isOpaque, isGrey, span } = pixelFacts(data);
  if (!isOpaque) {
    throw modelsmithError('watermark-image-transparent', {}, where);
  }
  if (span === 0) {
    throw modelsmithError('watermark-image-flat', {}, where);
  }
  if (isGrey && patch.channels === 3) {
    throw modelsmithError('watermark-image-grey', {}, where);
  }
  return { height, width, pixels: dropAlpha(data), sha256: digest };
}

/** The pixels of an image file and the file's SHA-256, from one reading of it. */
export async function readPixels(
  files: Files,
  file: string,
): Promise<{ readonly pixels: RgbaPixels; readonly digest: string }> {
  const opened = await files.open(file);
  try {
    requireAtMost('bytes', opened.bytes, MAX_IMAGE_BYTES, { file });
    const content = new Uint8Array(opened.bytes);
    await opened.read(content, 0);
    const digest = createHash('sha256').update(content).digest('hex');
    return { pixels: await decodePixels(memorySource(file, content)), digest };
  } finally {
    await opened.close();
  }
}
