import type { FloatDtype } from '../../../ml/tensors/dtypes.js';
import type { MergeDtype, MergeSpec } from '../spec/schema.js';

const NAMES: Readonly<Record<MergeDtype, FloatDtype>> = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' };

/** The number format that the file asks for: out_dtype, else dtype; undefined where it asks for none. */
export function wantedDtype(spec: MergeSpec): FloatDtype | undefined {
  const name = spec.out_dtype ?? spec.dtype;
  return name === undefined ? undefined : NAMES[name];
}

/** The smallest format that holds all of these: float16 and bfloat16 together need float32. */
export function promoteDtypes(dtypes: readonly FloatDtype[]): FloatDtype {
  const [first = 'F32'] = dtypes;
  if (dtypes.every((one) => one === first)) {
    return first;
  }
  return dtypes.includes('F64') ? 'F64' : 'F32';
}

/** The name that transformers gives a number format in `config.json`. */
export function configDtype(dtype: FloatDtype): string {
  return { F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[dtype];
}
