import { type Problem, problem } from '../../../base/errors.js';
import { formatKeyPath, type KeyPath } from '../../../base/key-path.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { type DeclaredGroup, type MergeEntry, type ParameterLevel, plainReference } from './merge-levels.js';
import { type MethodDeclaration, type ParameterDeclaration, parametersOf } from './methods.js';
import { isFilterList, type ParameterSetting, type Scalar } from './parameter-settings.js';
import type { MergeSpec } from './schema.js';

/** Whether every parameter that is given is one of the method's, in its place and range, and every required one is given. */
export function checkParameters(
  method: MethodDeclaration,
  spec: MergeSpec,
  groups: readonly DeclaredGroup[],
): readonly SpecIssue[] {
  const levels = new Map(groups.flatMap(({ levels: all }) => all).map((level) => [level.path.join('.'), level]));
  const entries = groups.flatMap((group) => group.entries);
  const issues = [
    ...[...levels.values()].flatMap((level) => checkLevel(method, level, 'group')),
    ...entries.flatMap((entry) => checkLevel(method, entry, 'entry')),
    ...groups.flatMap((group) => missingInGroup(method, group, Object.keys(spec.search ?? {}))),
    ...checkLambdas(spec),
  ];
  // All of it depends on the method.
  return issues.map(({ relies = [], ...issue }) => ({ ...issue, relies: [['merge_method'], ...relies] }));
}

function checkLevel(method: MethodDeclaration, level: ParameterLevel, at: 'group' | 'entry'): readonly SpecIssue[] {
  return Object.entries(level.parameters ?? {}).flatMap(([name, setting]): readonly SpecIssue[] => {
    const path = [...level.path, 'parameters', name];
    const declaration = parametersOf(method).find((parameter) => parameter.name === name);
    if (declaration === undefined || setting === undefined) {
      const takes = parametersOf(method).map((parameter) => parameter.name);
      return [
        {
          path,
          problem: problem('merge-parameter-unused', { method: method.name, parameter: name, takes }, {}, 'warning'),
        },
      ];
    }
    const isShared = method.shared.includes(declaration);
    const isTooDeep = declaration.topLevel === true ? level.path.length > 0 : at === 'entry' && isShared;
    if (isTooDeep) {
      const severity = declaration.topLevel === true ? 'error' : 'warning';
      return [
        { path, problem: problem('merge-parameter-level', { method: method.name, parameter: name }, {}, severity) },
      ];
    }
    return checkSetting(declaration, setting, path);
  });
}

function checkSetting(
  declaration: ParameterDeclaration,
  setting: ParameterSetting,
  path: KeyPath,
): readonly SpecIssue[] {
  const takesList = declaration.type === 'numbers-per-model' || declaration.type === 'tensor-names';
  if (declaration.topLevel === true && !takesList && Array.isArray(setting)) {
    const found = isFilterList(setting) ? 'list-of-filters' : 'list';
    const expected = declaration.type === 'number' || declaration.type === 'integer' ? 'number' : 'text';
    return [{ path, problem: problem('value-type', { expected: [expected], found }) }];
  }
  return scalarsOf(setting, path).flatMap(({ value, path: at }) => {
    const found = rangeProblem(declaration, value);
    return found === undefined ? [] : [{ path: at, problem: found }];
  });
}

function rangeProblem(declaration: ParameterDeclaration, value: Scalar): Problem | undefined {
  if ((declaration.type !== 'number' && declaration.type !== 'integer') || typeof value !== 'number') {
    return undefined;
  }
  const { minimum, maximum } = declaration;
  if (declaration.type === 'integer' && !Number.isInteger(value)) {
    return problem('value-type', { expected: ['whole-number'], found: 'fraction' });
  }
  return (minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)
    ? problem('value-range', { value, minimum, maximum })
    : undefined;
}

/** Every plain value of a setting, at its place. */
function scalarsOf(
  setting: ParameterSetting,
  path: KeyPath,
): readonly { readonly value: Scalar; readonly path: KeyPath }[] {
  if (isFilterList(setting)) {
    return setting.flatMap(({ value }, index) => scalarsOf(value, [...path, index, 'value']));
  }
  const list: readonly Scalar[] | Scalar = setting;
  return isScalarList(list) ? list.map((value, index) => ({ value, path: [...path, index] })) : [{ value: list, path }];
}

// Array.isArray alone doesn't narrow a union with read-only lists.
const isScalarList = (value: Scalar | readonly Scalar[]): value is readonly Scalar[] => Array.isArray(value);

/** Required parameters that no level gives and no search tries. What filters leave open depends on tensor names, so the plan tells that. */
function missingInGroup(
  method: MethodDeclaration,
  group: DeclaredGroup,
  searched: readonly string[],
): readonly SpecIssue[] {
  const { path, levels } = group;
  const isGiven = (name: string, at: readonly ParameterLevel[]): boolean =>
    at.some(
      (level) =>
        level.parameters?.[name] !== undefined || searched.includes(formatKeyPath([...level.path, 'parameters', name])),
    );
  const sought = (name: string, at: readonly ParameterLevel[]): readonly KeyPath[] => {
    const places = at.map((level): KeyPath => [...level.path, 'parameters', name]);
    return [...places, ...places.map((one): KeyPath => ['search', formatKeyPath(one)])];
  };
  const shared = method.shared.filter(isRequired).filter(({ name }) => !isGiven(name, levels));
  const issues: SpecIssue[] = shared.map(({ name }) => ({
    path,
    problem: problem('merge-parameter-missing', { method: method.name, parameter: name }),
    relies: sought(name, levels),
  }));
  for (const { name } of method.perModel.filter(isRequired)) {
    for (const entry of inputsOf(method, group)) {
      if (!isGiven(name, [entry, ...levels])) {
        issues.push({
          path: entry.path,
          problem: problem('merge-parameter-missing', { method: method.name, parameter: name }, { model: entry.model }),
          relies: [['base_model'], ...sought(name, [entry, ...levels])],
        });
      }
    }
  }
  return issues;
}

/** What needs parameters of its own: the base doesn't where it is subtracted, and does where it is one more input. */
function inputsOf(method: MethodDeclaration, { type, base, entries }: DeclaredGroup): readonly MergeEntry[] {
  if (base === undefined) {
    return entries;
  }
  const others = entries.filter(({ model }) => plainReference(model) !== plainReference(base));
  switch (method.base) {
    case 'required':
    case 'optional':
      return others;
    case 'input':
      return type === 'models' && others.length === entries.length
        ? [...entries, { model: base, parameters: undefined, layerRange: undefined, path: ['base_model'] }]
        : entries;
    case 'required-input':
    case 'first-input':
    case 'none':
      return entries;
  }
}

function isRequired(parameter: ParameterDeclaration): boolean {
  return !('default' in parameter) && parameter.optional !== true;
}

function checkLambdas(spec: MergeSpec): readonly SpecIssue[] {
  const lambdas = spec.parameters?.['lambdas'];
  if (spec.merge_method !== 'pcb' || !Array.isArray(lambdas)) {
    return [];
  }
  const path = ['parameters', 'lambdas'];
  if (spec.parameters?.['lambda'] !== undefined) {
    return [{ path, problem: problem('keys-exclusive', { keys: ['lambda', 'lambdas'] }) }];
  }
  const expected = spec.models?.length;
  return expected === undefined || expected === lambdas.length
    ? []
    : [{ path, problem: problem('merge-lambdas-count', { found: lambdas.length, expected }), relies: [['models']] }];
}
