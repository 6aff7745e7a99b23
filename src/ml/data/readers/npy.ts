import type { DataFormat } from '../../../base/offences.js';
import { bytesOf } from '../../tensors/dtypes.js';
import type { Dtype } from '../../tensors/dtypes.js';
import { toRowMajor } from '../kernels/byte-order.js';
import { MAX_NPY_HEADER_BYTES, MAX_UNPACKED_BYTES, shown } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { memorySource, readBytes, sourceSlice } from './byte-source.js';
import type { DataFault } from './data-fault.js';
import { dataFault, requireAtMost } from './data-fault.js';
import type { NumberArray } from './number-array.js';
import { arrayBytes, requireLength } from './number-array.js';

/** Types by what follows the mark of the byte order in `descr`. */
const dtypes: ReadonlyMap<string, Dtype> = new Map([
  ['b1', 'BOOL'],
  ['u1', 'U8'],
  ['u2', 'U16'],
  ['u4', 'U32'],
  ['u8', 'U64'],
  ['i1', 'I8'],
  ['i2', 'I16'],
  ['i4', 'I32'],
  ['i8', 'I64'],
  ['f2', 'F16'],
  ['f4', 'F32'],
  ['f8', 'F64'],
]);

const MAGIC = '\u0093NUMPY';
const PREFIX_BYTES = 12;

/**
 * Reads the head of an .npy file (magic, version 1 to 3, length, a Python dictionary of descr, fortran_order and shape; NumPy's
 * format page). Objects and records are refused: reading them would run code, or need names. A column-major array is turned
 * in memory. `file` is what errors name; the source is closed by the caller.
 */
export async function readNpy(source: ByteSource, format: DataFormat = 'npy'): Promise<NumberArray> {
  const fault = dataFault(format, source.path);
  const prefix = await readBytes(source, 0, PREFIX_BYTES);
  const magic = Buffer.from(prefix.subarray(0, 6)).toString('latin1');
  if (magic !== MAGIC) {
    throw prefix.length < MAGIC.length ? fault('ended-early', `${prefix.length} bytes`) : fault('magic', shown(magic));
  }
  if (prefix.length < PREFIX_BYTES) {
    throw fault('ended-early', `${prefix.length} bytes`);
  }
  const view = new DataView(prefix.buffer);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) {
    throw fault('header', `version ${version}`);
  }
  const lengthBytes = version === 1 ? 2 : 4;
  const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const headerStart = 8 + lengthBytes;
  requireAtMost('bytes', headerBytes, MAX_NPY_HEADER_BYTES, { file: source.path });
  const header = await readBytes(source, headerStart, headerBytes);
  if (header.length < headerBytes) {
    throw fault('ended-early', `${source.bytes} bytes`);
  }
  const { dtype, isBigEndian, isColumnMajor, shape } = parseHeader(Buffer.from(header).toString('latin1'), fault);
  const bytes = arrayBytes(dtype, shape, source.path);
  const data = sourceSlice(source, headerStart + headerBytes, source.bytes - headerStart - headerBytes);
  requireLength({ format, source: data }, bytes);
  if (!isColumnMajor || shape.length < 2) {
    return { format, source: data, dtype, isBigEndian, shape };
  }
  requireAtMost('unpacked-bytes', bytes, MAX_UNPACKED_BYTES, { file: source.path });
  const turned = toRowMajor(await readBytes(data, 0, bytes), shape, bytesOf(dtype, 1));
  const inMemory: ByteSource = { ...memorySource(source.path, turned), close: () => source.close() };
  return { format, source: inMemory, dtype, isBigEndian, shape };
}

/** The three keys of the dictionary, in any order, as NumPy writes them: nothing else may stand there. */
function parseHeader(
  text: string,
  fault: DataFault,
): Pick<NumberArray, 'dtype' | 'isBigEndian' | 'shape'> & { readonly isColumnMajor: boolean } {
  const found = new Map<string, string>();
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  const pair =
    /\s*(['"])(descr|fortran_order|shape)\1\s*:\s*('[^']*'|"[^"]*"|\[.*\]|True|False|\([\d\sL,]*\))\s*(,|$)/sy;
  while (body !== undefined && pair.lastIndex < body.length) {
    const match = pair.exec(body);
    if (match === null) {
      break;
    }
    found.set(match[2] ?? '', match[3] ?? '');
    if (pair.lastIndex === body.length || body.slice(pair.lastIndex).trim() === '') {
      break;
    }
  }
  const [descr, order, shapeText] = [found.get('descr'), found.get('fortran_order'), found.get('shape')];
  const sizes = shapeText === undefined ? undefined : /^\(([\d\sL,]*)\)$/.exec(shapeText)?.[1];
  if (descr === undefined || (order !== 'True' && order !== 'False') || sizes === undefined) {
    throw fault('header', shown(text.trim()));
  }
  const [, byteOrder = '', type = ''] = /^['"]([<>|=]?)(\w+)['"]$/.exec(descr) ?? [];
  const dtype = dtypes.get(type);
  if (dtype === undefined) {
    throw fault('dtype', shown(descr));
  }
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size.replace('L', ''))]));
  if (shape.length === 0 || shape.some((size) => !Number.isSafeInteger(size))) {
    throw fault('shape', shown(shapeText));
  }
  return { dtype, isBigEndian: byteOrder === '>', isColumnMajor: order === 'True', shape };
}
