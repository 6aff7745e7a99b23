import type { Dtype } from '../../tensors/dtypes.js';
import { bytesOf } from '../../tensors/dtypes.js';
import type { ArrayDataset } from '../dataset.js';
import { openArrayPair } from './array-pair.js';
import type { ByteSource } from './byte-source.js';
import { readBytes, sourceSlice } from './byte-source.js';
import { dataFault } from './data-fault.js';
import type { NumberArray } from './number-array.js';
import { arrayBytes, requireLength } from './number-array.js';
import type { ReaderContext } from './open-source.js';

/** Types by the third byte of the magic number. */
const dtypes: ReadonlyMap<number, Dtype> = new Map([
  [0x08, 'U8'],
  [0x09, 'I8'],
  [0x0b, 'I16'],
  [0x0c, 'I32'],
  [0x0d, 'F32'],
  [0x0e, 'F64'],
]);

const MAGIC_BYTES = 4;

/**
 * Opens a pair of IDX files, as MNIST has them, plain or packed by gzip (two zero bytes, type, number of dimensions, the
 * dimensions as big-endian 32-bit integers, the numbers). Images are read when they are asked for, labels now.
 */
export async function openIdx(
  context: ReaderContext,
  paths: { readonly inputs: string; readonly labels?: string | undefined },
  options: { readonly classes?: number | undefined } = {},
): Promise<ArrayDataset> {
  return openArrayPair(context, paths, { ...options, readHeader });
}

async function readHeader(source: ByteSource): Promise<NumberArray> {
  const fault = dataFault('idx', source.path);
  const magic = await readBytes(source, 0, MAGIC_BYTES);
  const [zero = 0, secondZero = 0, type = 0, dimensions = 0] = magic;
  if (magic.length < MAGIC_BYTES) {
    throw fault('ended-early', `${magic.length} bytes`);
  }
  if (zero !== 0 || secondZero !== 0) {
    throw fault('magic', Buffer.from(magic).toString('hex'));
  }
  const dtype = dtypes.get(type);
  if (dtype === undefined) {
    throw fault('dtype', `0x${type.toString(16).padStart(2, '0')}`);
  }
  if (dimensions === 0) {
    throw fault('shape', '0 dimensions');
  }
  const sizes = await readBytes(source, MAGIC_BYTES, 4 * dimensions);
  if (sizes.length < 4 * dimensions) {
    throw fault('ended-early', `${MAGIC_BYTES + sizes.length} bytes`);
  }
  const view = new DataView(sizes.buffer);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 * i, false));
  const dataStart = MAGIC_BYTES + sizes.length;
  const data = sourceSlice(source, dataStart, source.bytes - dataStart);
  requireLength({ format: 'idx', source: data }, arrayBytes(dtype, shape, source.path));
  return { format: 'idx', source: data, dtype, isBigEndian: bytesOf(dtype, 1) > 1, shape };
}
