import type { Dtype, FloatDtype } from '../../ml/tensors/dtypes.js';
import type { MergeKernels } from './merge-kernels.js';

/**
 * Where a unit's arrays lie and what works on them. The plain backend takes any arrays; another one may want its own
 * memory, so chunks, outputs and scratch that meet its kernels come from its `memory`.
 */
export interface MergeBackend {
  readonly name: string;
  readonly kernels: MergeKernels;
  readonly memory: ScratchMemory;
  /** `decodeToFloat32` and `encodeFromFloat32` of ml/tensors, for arrays of this memory. */
  readonly decode: (raw: Uint8Array, dtype: Dtype, out: Float32Array) => void;
  readonly encode: (values: Float32Array, dtype: FloatDtype, out: Uint8Array) => void;
}

/** Allocates zeroed arrays, which live until they are released. */
export interface ScratchMemory {
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
  uint32(length: number): Uint32Array;
  uint8(length: number): Uint8Array;
  /** Remembers what is allocated by now, and forgets all that was allocated since: it must no longer be used. */
  mark(): number;
  release(mark: number): void;
}
