import type { DataFormat, DataMeasure, DataOffence } from '../../../base/offences.js';
import type { ModelsmithError, Where } from '../../../base/errors.js';
import { modelsmithError } from '../../../base/errors.js';

/** Makes the error of a file of one format. */
export type DataFault = (offence: DataOffence, detail: string, where?: Where) => ModelsmithError;

/** `data-file-invalid` of this file, with what is wrong filled in. */
export function dataFault(format: DataFormat, file: string): DataFault {
  return (offence, detail, where = {}) =>
    modelsmithError('data-file-invalid', { format, offence, detail }, { file, ...where });
}

/** Throws `data-too-large` when `value` is above `limit`. */
export function requireAtMost(measure: DataMeasure, value: number, limit: number, where: Where): void {
  if (value > limit) {
    throw modelsmithError('data-too-large', { measure, value, limit }, where);
  }
}
