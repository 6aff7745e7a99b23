import { setImmediate } from 'node:timers/promises';
import type { FileWriter } from '../../base/ports.js';
import { modelsmithError } from '../../base/errors.js';
import { bytesOf, encodeFromFloat32, isFloatDtype, type FloatDtype } from '../../ml/tensors/dtypes.js';
import type { InputFiles } from './input-files.js';
import { countNonFinite } from './kernels/non-finite.js';
import { leastInfinite } from './least-infinite.js';
import type { OnElements, TensorOutcome } from './merge-executor.js';
import { isAsStored, type CopiedTensor, type PlannedTensor } from './resolution/planned-tensor.js';

type Copied = PlannedTensor & CopiedTensor;

const CHUNK_ELEMENTS = 2 ** 18;

export interface CopyOptions {
  readonly inputs: InputFiles;
  readonly signal: AbortSignal;
}

/** Copies a tensor into a file, byte for byte unless the output has another number format. */
export async function copyTensor(
  tensor: Copied,
  to: { readonly file: FileWriter; readonly position: number },
  options: CopyOptions & { readonly onElements: OnElements },
): Promise<TensorOutcome> {
  const { from, dtype } = tensor;
  const isRaw = from.dtype === dtype && isAsStored(from);
  const counts = new Float64Array(2);
  const raw = new Uint8Array(bytesOf(from.dtype, CHUNK_ELEMENTS));
  const floats = new Float32Array(isFloatDtype(from.dtype) ? CHUNK_ELEMENTS : 0);
  const encoded = new Uint8Array(bytesOf(dtype, isRaw ? 0 : CHUNK_ELEMENTS));
  for await (const { start, length } of chunksOf(tensor, options.signal)) {
    let bytes: Uint8Array = raw.subarray(0, bytesOf(from.dtype, length));
    if (isFloatDtype(from.dtype) && isFloatDtype(dtype)) {
      const out = floats.subarray(0, length);
      await options.inputs.readFloats(from, start, { raw, out });
      countNonFinite(out, leastInfinite(dtype), counts);
      bytes = isRaw ? bytes : encode(out, dtype, encoded);
    } else {
      await options.inputs.readBytes(from, start, bytes);
    }
    await to.file.write(bytes, to.position + bytesOf(dtype, start));
    options.onElements(length);
  }
  const [nan = 0, infinite = 0] = counts;
  return { tensor, nan, infinite, blocks: [], blockElements: Math.max(1, tensor.elements) };
}

/** Throws `merge-buffer-differs` unless all inputs of a copied tensor hold the same bytes. */
export async function checkCopies(tensor: Copied, options: CopyOptions): Promise<void> {
  const { from } = tensor;
  for (const other of tensor.sameAs) {
    for await (const { start, length } of chunksOf(tensor, options.signal)) {
      const [one, two] = [from, other].map((source) => new Uint8Array(bytesOf(source.dtype, length)));
      if (one === undefined || two === undefined) {
        continue;
      }
      await options.inputs.readBytes(from, start, one);
      await options.inputs.readBytes(other, start, two);
      if (Buffer.compare(one, two) !== 0) {
        const where = { model: other.model, tensor: tensor.name, file: other.file };
        throw modelsmithError('merge-buffer-differs', { other: from.model }, where);
      }
    }
  }
}

function encode(values: Float32Array, dtype: FloatDtype, into: Uint8Array): Uint8Array {
  const bytes = into.subarray(0, bytesOf(dtype, values.length));
  encodeFromFloat32(values, dtype, bytes);
  return bytes;
}

async function* chunksOf(
  tensor: Copied,
  signal: AbortSignal,
): AsyncGenerator<{ readonly start: number; readonly length: number }> {
  for (let start = 0; start < tensor.elements; start += CHUNK_ELEMENTS) {
    await setImmediate();
    signal.throwIfAborted();
    yield { start, length: Math.min(CHUNK_ELEMENTS, tensor.elements - start) };
  }
}
