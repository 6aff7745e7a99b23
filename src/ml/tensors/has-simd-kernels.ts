import { instantiateSimdKernels } from './simd-kernels.js';

/** Whether this processor and this Node run the SIMD kernels. */
export function hasSimdKernels(): boolean {
  return instantiateSimdKernels(0) !== undefined;
}
