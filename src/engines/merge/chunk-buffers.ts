import { bytesOf } from '../../ml/tensors/dtypes.js';
import type { ScratchMemory } from './merge-backend.js';
import { sourcesOf, type MergedTensor, type PlannedTensor } from './resolution/planned-tensor.js';

/**
 * One chunk of every input and of the result, as it is on the disk and as float32. Used for one unit after the other: fresh
 * arrays for each would pile up until the collector comes by, beyond any limit of memory.
 */
export class ChunkBuffers {
  private floatArrays: readonly Float32Array[] = [];
  private rawArrays: readonly Uint8Array[] = [];
  private outArray: Float32Array = new Float32Array(0);
  private outByteArray: Uint8Array = new Uint8Array(0);

  constructor(private readonly memory: ScratchMemory) {}

  /** Whether there is room for chunks of so many elements of these tensors. */
  suffices(tensors: readonly (PlannedTensor & MergedTensor)[], elements: number): boolean {
    return (
      this.outArray.length >= elements &&
      tensors.every(
        (tensor) =>
          this.outByteArray.length >= bytesOf(tensor.dtype, elements) &&
          sourcesOf(tensor).every(
            ({ dtype }, i) =>
              (this.floatArrays[i]?.length ?? 0) >= elements &&
              (this.rawArrays[i]?.length ?? 0) >= bytesOf(dtype, elements),
          ),
      )
    );
  }

  /** Makes room for chunks of so many elements of these tensors. What an earlier unit left is reused where it suffices. */
  reserve(tensors: readonly (PlannedTensor & MergedTensor)[], elements: number): void {
    const sources = Math.max(...tensors.map((tensor) => sourcesOf(tensor).length));
    const widest = (index: number): number =>
      Math.max(...tensors.map((tensor) => bytesOf(sourcesOf(tensor)[index]?.dtype ?? 'F32', elements)));
    const indices = Array.from({ length: sources }, (_, i) => i);
    this.floatArrays = indices.map((i) => this.sufficing(this.floatArrays[i], elements));
    this.rawArrays = indices.map((i) => this.sufficingBytes(this.rawArrays[i], widest(i)));
    this.outArray = this.sufficing(this.outArray, elements);
    const outBytes = Math.max(...tensors.map(({ dtype }) => bytesOf(dtype, elements)));
    this.outByteArray = this.sufficingBytes(this.outByteArray, outBytes);
  }

  /** The floats of an input's chunk. */
  floats(input: number, length: number): Float32Array {
    return part(this.floatArrays[input], length);
  }

  /** The bytes of an input's chunk. */
  raw(input: number, length: number): Uint8Array {
    return part(this.rawArrays[input], length);
  }

  out(length: number): Float32Array {
    return this.outArray.subarray(0, length);
  }

  outBytes(length: number): Uint8Array {
    return this.outByteArray.subarray(0, length);
  }

  private sufficing(array: Float32Array | undefined, length: number): Float32Array {
    return array !== undefined && array.length >= length ? array : this.memory.float32(length);
  }

  private sufficingBytes(array: Uint8Array | undefined, length: number): Uint8Array {
    return array !== undefined && array.length >= length ? array : this.memory.uint8(length);
  }
}

function part<T extends Float32Array | Uint8Array>(array: T | undefined, length: number): T {
  if (array === undefined || array.length < length) {
    throw new RangeError('no room was made for this chunk');
  }
  return array.subarray(0, length) as T;
}
