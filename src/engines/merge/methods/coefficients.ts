import { problem, type Problem } from '../../../base/errors.js';
import type { UnitOutline } from '../tensor-merge.js';

/** The optional `weight` of each input, 1/N where it isn't given (fisher, regmean). */
export function coefficientsOf({ perModel }: Pick<UnitOutline, 'perModel'>): readonly number[] {
  return perModel.map(({ weight }) => (typeof weight === 'number' ? weight : 1 / perModel.length));
}

/** Coefficients that sum to 0 leave a tensor without statistics without an average. */
export function checkCoefficients(method: string, unit: UnitOutline): readonly Problem[] {
  const sum = coefficientsOf(unit).reduce((total, one) => total + one, 0);
  return sum === 0 ? [problem('merge-weights-cancel', { method }, { tensor: unit.name })] : [];
}
