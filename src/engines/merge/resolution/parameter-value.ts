import {
  isFilterList,
  type ParameterSetting,
  type ParameterSettings,
  type Scalar,
  type ScalarOrGradient,
} from '../spec/parameter-settings.js';
import type { ParameterDeclaration, ResolvedParameters } from '../tensor-merge.js';

/** Where a value is asked for: `position` runs from 0 (first layer) to 1 (last), `tensor` is what filters look at. */
export interface ParameterSite {
  readonly position: number;
  readonly tensor: string;
}

/** The value at a site; undefined when no filter matches, so that the next level is asked. */
export function evaluateParameter(setting: ParameterSetting, site: ParameterSite): Scalar | undefined {
  if (!isFilterList(setting)) {
    return valueAt(setting, site.position);
  }
  const match = setting.find(({ filter }) => matches(filter, site.tensor));
  return match === undefined ? undefined : valueAt(match.value, site.position);
}

function matches(filter: string | null | undefined, tensor: string): boolean {
  return filter === undefined || filter === null || filter === '*' || tensor.includes(filter);
}

/** In a list, numbers are interpolated linearly at t (n - 1); of booleans and strings, element trunc(t (n - 1)) counts. */
function valueAt(value: ScalarOrGradient, position: number): Scalar | undefined {
  if (!isList(value)) {
    return value;
  }
  const at = position * (value.length - 1);
  const index = Math.trunc(at);
  const low = value[index];
  const high = value[index + 1];
  const fraction = at - index;
  return typeof low === 'number' && typeof high === 'number' ? (1 - fraction) * low + fraction * high : low;
}

// Array.isArray alone doesn't narrow a union with read-only lists.
const isList = (value: ScalarOrGradient): value is readonly Scalar[] => Array.isArray(value);

/**
 * The values of all declared parameters at a site: the first level that has one counts (source, slice, module, top),
 * then the declaration's default. `missing` names the required ones that no level gives.
 */
export function resolveParameters(
  declarations: readonly ParameterDeclaration[],
  levels: readonly (ParameterSettings | undefined)[],
  site: ParameterSite,
): { readonly values: ResolvedParameters; readonly missing: readonly string[] } {
  const values: Record<string, ResolvedParameters[string]> = {};
  const missing: string[] = [];
  for (const declaration of declarations) {
    const value = resolveOne(declaration, levels, site);
    if (value !== undefined) {
      values[declaration.name] = value;
    } else if (declaration.optional === undefined) {
      missing.push(declaration.name);
    }
  }
  return { values, missing };
}

function resolveOne(
  declaration: ParameterDeclaration,
  levels: readonly (ParameterSettings | undefined)[],
  site: ParameterSite,
): ResolvedParameters[string] {
  const { name } = declaration;
  const isWholeList = declaration.type === 'numbers-per-model' || declaration.type === 'tensor-names';
  for (const level of levels) {
    const setting = level !== undefined && Object.hasOwn(level, name) ? level[name] : undefined;
    if (setting !== undefined) {
      const value = isWholeList ? (setting as readonly number[] | readonly string[]) : evaluateParameter(setting, site);
      if (value !== undefined) {
        return value;
      }
    }
  }
  return 'default' in declaration ? declaration.default : undefined;
}
