import { inflateSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { modelsmithError } from '../../../base/errors.js';
import type { ImageSize } from '../kernels/resize.js';
import { rgbaToUnit } from '../kernels/pixels.js';
import { MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';
import { dataFault, requireAtMost } from './data-fault.js';
import type { ImageHeader } from './image-header.js';
import { readImageHeader } from './image-header.js';

/** An image as numbers in 0..1, height x width x channels. */
export interface DecodedImage extends ImageSize {
  readonly values: Float32Array;
}

/** An image as bytes: red, green, blue and alpha of each pixel, row by row. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Bytes that a JPEG decoder may claim for a pixel: coefficients, components and the result. */
const JPEG_BYTES_A_PIXEL = 24;
const MEBIBYTE = 1024 * 1024;

/**
 * Reads an image's header and checks it against the limits, before a byte of the image is decoded. Throws `data-empty` for one
 * without pixels, `data-too-large`, `data-file-invalid`.
 */
export async function checkImage(source: ByteSource): Promise<ImageHeader> {
  const where = { file: source.path };
  requireAtMost('bytes', source.bytes, MAX_IMAGE_BYTES, where);
  const header = await readImageHeader(source);
  requireAtMost('pixels', header.width * header.height, MAX_IMAGE_PIXELS, where);
  if (header.width * header.height === 0) {
    throw modelsmithError('data-empty', {}, where);
  }
  return header;
}

/** Decodes a PNG or JPEG file to one or three channels; alpha is dropped. */
export async function decodeImage(source: ByteSource, channels: 1 | 3): Promise<DecodedImage> {
  const { width, height, data } = await decodePixels(source);
  const values = new Float32Array(width * height * channels);
  rgbaToUnit(data, values, channels);
  return { width, height, channels, values };
}

/** Decodes a PNG or JPEG file to bytes, after its header was checked as by `checkImage`. */
export async function decodePixels(source: ByteSource): Promise<RgbaPixels> {
  const header = await checkImage(source);
  const content = await readBytes(source, 0, source.bytes);
  const fault = dataFault(header.format, source.path);
  let pixels: RgbaPixels;
  try {
    pixels = header.format === 'png' ? decodePng(content, header) : decodeJpeg(content);
  } catch (thrown) {
    throw fault('not-decodable', thrown instanceof Error ? thrown.message : '');
  }
  const { width, height, data } = pixels;
  if (width !== header.width || height !== header.height || data.length !== 4 * width * height) {
    throw fault('not-decodable', `${width} x ${height}`);
  }
  return { width, height, data };
}

function decodePng(content: Uint8Array<ArrayBuffer>, header: ImageHeader): RgbaPixels {
  const file = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (header.isInterlaced) {
    requireBoundedData(file, header);
  }
  return PNG.sync.read(file);
}

/** Unpacks the data of an interlaced PNG with a limit: its decoder sets one for the others only. */
function requireBoundedData(file: Buffer, { width, height }: ImageHeader): void {
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') {
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
    }
  }
  // At most 8 bytes a pixel, and a filter byte for each row of the seven passes.
  inflateSync(Buffer.concat(parts), { maxOutputLength: 8 * width * height + 8 * (height + 8) });
}

function decodeJpeg(content: Uint8Array): RgbaPixels {
  return jpeg.decode(content, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxResolutionInMP: MAX_IMAGE_PIXELS / 1e6,
    maxMemoryUsageInMB: (MAX_IMAGE_PIXELS * JPEG_BYTES_A_PIXEL) / MEBIBYTE,
  });
}
