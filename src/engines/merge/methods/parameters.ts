import type { ParameterValue, ResolvedParameters } from '../tensor-merge.js';

function valueOf(parameters: ResolvedParameters, name: string): ParameterValue {
  const value = parameters[name];
  if (value === undefined) {
    throw new TypeError(`parameter ${name} was not resolved`);
  }
  return value;
}

/** A resolved number; throws when the driver didn't resolve it (a fault of the program, not of the user). */
export function numberOf(parameters: ResolvedParameters, name: string): number {
  const value = valueOf(parameters, name);
  if (typeof value !== 'number') {
    throw new TypeError(`parameter ${name} is not a number`);
  }
  return value;
}

/** A resolved boolean; throws like `numberOf`. */
export function booleanOf(parameters: ResolvedParameters, name: string): boolean {
  const value = valueOf(parameters, name);
  if (typeof value !== 'boolean') {
    throw new TypeError(`parameter ${name} is not a boolean`);
  }
  return value;
}

/** The parameter `name` of every input. */
export function numbersOf(perModel: readonly ResolvedParameters[], name: string): readonly number[] {
  return perModel.map((parameters) => numberOf(parameters, name));
}
