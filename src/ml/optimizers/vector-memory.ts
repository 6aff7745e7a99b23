import type { Vector } from './kernels/vector.js';
import { plainKernels, type UpdateKernels } from './update-kernels.js';

/** Where an optimizer's vectors lie, and the loops that run over them. */
export interface VectorMemory {
  readonly kernels: UpdateKernels;
  /** A new vector of zeros. */
  zeros(length: number): Vector;
}

/** Vectors of 64 bits (the reference) or 32, as JavaScript's own arrays. */
export function plainMemory(bits: 32 | 64): VectorMemory {
  return {
    kernels: plainKernels,
    zeros: (length) => (bits === 32 ? new Float32Array(length) : new Float64Array(length)),
  };
}

/** A copy of a vector. */
export function copyInto(memory: VectorMemory, vector: Vector): Vector {
  const copy = memory.zeros(vector.length);
  copy.set(vector);
  return copy;
}
