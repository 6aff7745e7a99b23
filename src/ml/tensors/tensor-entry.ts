import type { SafetensorsOffence } from '../../base/offences.js';
import type { ModelsmithError } from '../../base/errors.js';
import type { Dtype } from './dtypes.js';

/** One tensor as its file's header describes it; `begin` and `end` are bytes from the start of the data. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly begin: number;
  readonly end: number;
}

/** Makes an error of the file whose header is being read. */
export type HeaderFault = (offence: SafetensorsOffence, detail: string, tensor?: string) => ModelsmithError;
