import type { FloatDtype } from '../../ml/tensors/dtypes.js';

/** The least magnitude that a number format rounds to infinity: half a step beyond its largest number. */
export function leastInfinite(dtype: FloatDtype): number {
  switch (dtype) {
    case 'F16':
      return 65520;
    case 'BF16':
      return (2 - 2 ** -8) * 2 ** 127;
    case 'F32':
    case 'F64':
      return Number.POSITIVE_INFINITY;
  }
}
