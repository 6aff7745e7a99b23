import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';
import { dataFault } from './data-fault.js';

/** What the head of an image file says. */
export interface ImageHeader {
  readonly format: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** PNG in seven passes, whose unpacked size its decoder doesn't limit. */
  readonly isInterlaced: boolean;
}

const PNG_SIGNATURE = '89504e470d0a1a0a';
const PNG_HEADER_BYTES = 29;
/** Segments before the frame of a JPEG file: metadata of cameras take dozens. */
const MAX_SEGMENTS = 1000;

/** Reads an image's size without decoding it: PNG's IHDR, or the frame header of a JPEG (markers C0 to CF but C4, C8, CC). */
export async function readImageHeader(source: ByteSource): Promise<ImageHeader> {
  const head = await readBytes(source, 0, PNG_HEADER_BYTES);
  const hex = Buffer.from(head).toString('hex');
  if (hex.startsWith(PNG_SIGNATURE)) {
    const view = new DataView(head.buffer);
    if (head.length < PNG_HEADER_BYTES || view.getUint32(12) !== 0x49484452) {
      throw dataFault('png', source.path)('ended-early', `${source.bytes} bytes`);
    }
    const isInterlaced = view.getUint8(28) !== 0;
    return { format: 'png', width: view.getUint32(16), height: view.getUint32(20), isInterlaced };
  }
  if (hex.startsWith('ffd8')) {
    return readJpegHeader(source);
  }
  throw dataFault(/\.png$/i.test(source.path) ? 'png' : 'jpeg', source.path)('magic', hex.slice(0, 16));
}

async function readJpegHeader(source: ByteSource): Promise<ImageHeader> {
  const fault = dataFault('jpeg', source.path);
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    const bytes = await readBytes(source, at, 9);
    if (bytes.length < 9) {
      break;
    }
    const view = new DataView(bytes.buffer);
    const marker = view.getUint8(1);
    if (view.getUint8(0) !== 0xff) {
      throw fault('header', `0x${Buffer.from(bytes.subarray(0, 2)).toString('hex')}`);
    }
    if (marker === 0xff) {
      // Fill bytes may stand before a marker.
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { format: 'jpeg', height: view.getUint16(5), width: view.getUint16(7), isInterlaced: false };
    }
    at += 2 + view.getUint16(2);
  }
  throw fault('ended-early', `${source.bytes} bytes`);
}
