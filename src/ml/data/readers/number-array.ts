import type { DataFormat } from '../../../base/offences.js';
import { modelsmithError } from '../../../base/errors.js';
import { bytesOf, decodeToFloat32, isFloatDtype } from '../../tensors/dtypes.js';
import type { Dtype } from '../../tensors/dtypes.js';
import type { ArrayDataset } from '../dataset.js';
import { elementsOf } from '../dataset.js';
import { swapByteOrder } from '../kernels/byte-order.js';
import { bytesToUnit, findNonFinite } from '../kernels/pixels.js';
import { MAX_ARRAY_DIMENSIONS, MAX_EXAMPLE_ELEMENTS, MAX_EXAMPLES } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';
import { checkLabels } from './check-labels.js';
import { dataFault, requireAtMost } from './data-fault.js';

/** Numbers of one type in row-major order, with their shape: what .npy and IDX files hold. */
export interface NumberArray {
  readonly format: DataFormat;
  /** The numbers alone. */
  readonly source: ByteSource;
  readonly dtype: Dtype;
  readonly isBigEndian: boolean;
  /** The first dimension counts the examples. */
  readonly shape: readonly number[];
}

/**
 * Bytes that numbers of this type and shape take, each dimension checked. Throws `data-empty` without examples and
 * `data-too-large`, before a product could leave what can be counted.
 */
export function arrayBytes(dtype: Dtype, shape: readonly number[], file: string): number {
  const where = { file };
  requireAtMost('dimensions', shape.length, MAX_ARRAY_DIMENSIONS, where);
  const [examples = 1, ...rest] = shape;
  requireAtMost('examples', examples, MAX_EXAMPLES, where);
  let elements = 1;
  for (const size of rest) {
    elements *= size;
    requireAtMost('pixels', elements, MAX_EXAMPLE_ELEMENTS, where);
  }
  if (examples * elements === 0) {
    throw modelsmithError('data-empty', {}, where);
  }
  return bytesOf(dtype, examples * elements);
}

/** Throws unless the source is as long as its numbers. */
export function requireLength({ format, source }: Pick<NumberArray, 'format' | 'source'>, bytes: number): void {
  if (source.bytes !== bytes) {
    const offence = source.bytes < bytes ? 'ended-early' : 'trailing-data';
    throw dataFault(format, source.path)(offence, `${source.bytes} bytes, ${bytes} expected`);
  }
}

/**
 * Examples of an array, and the labels of another one beside it. Bytes of two and more dimensions are pixels (0..1); an image
 * without channels gets one. Throws `data-counts-differ`, `data-label-outside`, and `data-file-invalid` for labels that aren't
 * one number an example.
 */
export async function arrayDataset(
  inputs: NumberArray,
  labels: NumberArray | undefined,
  options: { readonly classes?: number | undefined; readonly signal: AbortSignal },
): Promise<ArrayDataset> {
  const [examples = 0, ...rest] = inputs.shape;
  const target = labels === undefined ? undefined : await readLabels(labels, examples, inputs.source.path, options);
  const isImage = rest.length >= 2;
  const shape = rest.length === 2 ? [...rest, 1] : rest.length === 0 ? [1] : rest;
  const elements = elementsOf(shape);
  const exampleBytes = bytesOf(inputs.dtype, elements);
  return {
    kind: 'arrays',
    examples,
    shape,
    classes: target?.classes ?? [],
    labels: target?.labels,
    async read(indices, out, signal) {
      // Of its own buffer, so that wider numbers are aligned.
      const bytes = new Uint8Array(exampleBytes);
      for (let i = 0; i < indices.length; i++) {
        signal.throwIfAborted();
        const index = indices[i] ?? 0;
        await inputs.source.read(bytes, index * exampleBytes);
        if (isImage && inputs.dtype === 'U8') {
          bytesToUnit(bytes, out, i * elements);
        } else {
          decodeInto(inputs, bytes, out.subarray(i * elements, (i + 1) * elements), index);
        }
      }
    },
    async close() {
      await Promise.all([inputs.source.close(), labels?.source.close()]);
    },
  };
}

function decodeInto(
  { dtype, isBigEndian, source }: NumberArray,
  bytes: Uint8Array,
  out: Float32Array,
  first: number,
): void {
  if (isBigEndian) {
    swapByteOrder(bytes, bytesOf(dtype, 1));
  }
  decodeToFloat32(bytes, dtype, out);
  if (isFloatDtype(dtype)) {
    const at = findNonFinite(out, 0, out.length);
    if (at >= 0) {
      throw modelsmithError('data-not-finite', { example: first, value: String(out[at]) }, { file: source.path });
    }
  }
}

async function readLabels(
  array: NumberArray,
  examples: number,
  inputsFile: string,
  { classes }: { readonly classes?: number | undefined },
): Promise<{ readonly labels: Int32Array; readonly classes: readonly string[] }> {
  const file = array.source.path;
  const [count = 0, ...rest] = array.shape;
  if (elementsOf(rest) !== 1) {
    throw dataFault(array.format, file)('shape', array.shape.join(' x '));
  }
  if (count !== examples) {
    throw modelsmithError(
      'data-counts-differ',
      { inputs: examples, labels: count, labelsFile: file },
      { file: inputsFile },
    );
  }
  const bytes = await readBytes(array.source, 0, array.source.bytes);
  if (array.isBigEndian) {
    swapByteOrder(bytes, bytesOf(array.dtype, 1));
  }
  // float32 holds every whole number up to 2^24, far more than there may be classes.
  const values = new Float32Array(count);
  decodeToFloat32(bytes, array.dtype, values);
  return checkLabels(values, { file }, classes);
}
