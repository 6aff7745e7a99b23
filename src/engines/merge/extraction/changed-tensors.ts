import { setImmediate } from 'node:timers/promises';
import { bytesOf } from '../../../ml/tensors/dtypes.js';
import type { InputFiles } from '../input-files.js';
import { sourceOf } from '../resolution/planned-tensor.js';
import type { TensorPair } from './sort-tensors.js';

const CHUNK_ELEMENTS = 2 ** 18;

/** The tensors whose values differ from those of the base, in float32; a NaN differs. */
export async function changedTensors<Pair extends TensorPair>(
  pairs: readonly Pair[],
  options: { readonly inputs: InputFiles; readonly signal: AbortSignal },
): Promise<readonly Pair[]> {
  const changed: Pair[] = [];
  for (const pair of pairs) {
    if (await differs(pair, options)) {
      changed.push(pair);
    }
  }
  return changed;
}

async function differs(
  { tuned, base, elements }: TensorPair,
  { inputs, signal }: { readonly inputs: InputFiles; readonly signal: AbortSignal },
): Promise<boolean> {
  if (base === undefined) {
    return true;
  }
  const size = Math.min(CHUNK_ELEMENTS, elements);
  const raw = new Uint8Array(Math.max(bytesOf(tuned.dtype, size), bytesOf(base.dtype, size)));
  const [one, other] = [new Float32Array(size), new Float32Array(size)];
  for (let start = 0; start < elements; start += size) {
    await setImmediate();
    signal.throwIfAborted();
    const count = Math.min(size, elements - start);
    await inputs.readFloats(sourceOf('', tuned), start, { raw, out: one.subarray(0, count) });
    await inputs.readFloats(sourceOf('', base), start, { raw, out: other.subarray(0, count) });
    for (let i = 0; i < count; i++) {
      if (one[i] !== other[i]) {
        return true;
      }
    }
  }
  return false;
}
