import { problem } from '../../../base/errors.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { type DeclaredGroup, plainReference } from './merge-levels.js';
import type { MethodDeclaration } from './methods.js';

/** Whether a group has the base and the number of models that the method takes, and slices layers that fit. */
export function checkInputs(method: MethodDeclaration, group: DeclaredGroup): readonly SpecIssue[] {
  const { path } = group;
  const relies = [['merge_method'], ['base_model'], path, [...path, 'base_model'], [...path, 'sources']];
  return [
    ...checkBase(method, group).map((issue): SpecIssue => ({ ...issue, relies })),
    ...(group.type === 'slice' ? checkLayers(group) : []),
  ];
}

function checkBase(method: MethodDeclaration, group: DeclaredGroup): readonly SpecIssue[] {
  const { path, base, entries } = group;
  const needsBase = ['required', 'required-input', 'first-input'].includes(method.base);
  if (base === undefined) {
    return needsBase
      ? [{ path: ['merge_method'], problem: problem('merge-base-missing', { method: method.name }) }]
      : countIssue(method, group, entries.length);
  }
  const listed = entries.filter(({ model }) => plainReference(model) === plainReference(base)).length;
  const isListedBase = listed > 0;
  if (group.type === 'slice' && !isListedBase && method.base !== 'input' && method.base !== 'none') {
    // The base is a source of its own there: its layer_range says which of its layers are meant.
    return [{ path, problem: problem('merge-slice-base', { base }) }];
  }
  switch (method.base) {
    case 'required':
    case 'optional':
      return countIssue(method, group, entries.length - listed);
    case 'first-input': {
      const found = isListedBase ? entries.length : entries.length + 1;
      return !isListedBase && entries.length === method.inputs.maximum
        ? [{ path: ['base_model'], problem: problem('merge-base-not-an-input', { method: method.name, base }) }]
        : countIssue(method, group, found);
    }
    case 'input':
      return countIssue(method, group, entries.length + (isListedBase || group.type === 'slice' ? 0 : 1));
    case 'required-input':
    case 'none':
      return countIssue(method, group, entries.length);
  }
}

function countIssue(method: MethodDeclaration, { path }: DeclaredGroup, found: number): readonly SpecIssue[] {
  const { minimum, maximum } = method.inputs;
  return found < minimum || (maximum !== undefined && found > maximum)
    ? [{ path, problem: problem('merge-inputs', { method: method.name, found, minimum, maximum }) }]
    : [];
}

function checkLayers({ path, entries }: DeclaredGroup): readonly SpecIssue[] {
  const issues: SpecIssue[] = [];
  const counts: number[] = [];
  for (const entry of entries) {
    const [first, end] = entry.layerRange ?? [];
    if (first !== undefined && end !== undefined) {
      if (first >= end) {
        issues.push({ path: [...entry.path, 'layer_range'], problem: problem('merge-layer-range', { first, end }) });
      }
      counts.push(end - first);
    }
  }
  if (issues.length === 0 && new Set(counts).size > 1) {
    issues.push({ path, problem: problem('merge-slice-layers', { counts }), relies: [[...path, 'sources']] });
  }
  return issues;
}
