import { problem } from '../../../base/errors.js';
import type { KeyPath } from '../../../base/key-path.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { checkInputs } from './check-inputs.js';
import { checkParameters } from './check-parameters.js';
import { checkSearch } from './check-search.js';
import { declaredGroups, plainReference } from './merge-levels.js';
import { findMethod } from './methods.js';
import type { MergeSpec } from './schema.js';

/**
 * What is wrong with a merge that its schema can't say and that no model needs to be read for (spec/merge.md, sections 1 to
 * 3): what excludes what, how many models a method takes, which parameters, where, and in what range.
 */
export function checkMergeSpec(spec: MergeSpec, output: string | undefined): readonly SpecIssue[] {
  const method = findMethod(spec.merge_method);
  const groups = declaredGroups(spec);
  return [
    ...checkContents(spec, ['models', 'slices', 'modules'], []),
    ...Object.entries(spec.modules ?? {}).flatMap(([name, module]) =>
      checkContents(module, ['models', 'slices'], ['modules', name]),
    ),
    ...checkTokenizer(spec),
    ...(method === undefined
      ? []
      : [...groups.flatMap((group) => checkInputs(method, group)), ...checkParameters(method, spec, groups)]),
    ...checkSliceKeys(spec),
    ...checkSearch(spec),
    ...checkOutputPlace(spec, output),
    ...checkStages(spec),
  ];
}

/** Each stage is a merge of its own, under a name of its own. */
function checkStages({ stages = [] }: MergeSpec): readonly SpecIssue[] {
  return stages.flatMap(({ name, ...stage }, index): readonly SpecIssue[] => {
    const path = ['stages', index];
    const within = (one: KeyPath): KeyPath => [...path, ...one];
    const issues = checkMergeSpec(stage, undefined).map((issue): SpecIssue => {
      const { relies = [] } = issue;
      return { ...issue, path: within(issue.path), relies: relies.map(within) };
    });
    const isTaken = stages.slice(0, index).some((other) => other.name === name);
    return isTaken ? [...issues, { path: [...path, 'name'], problem: problem('merge-stage-name', { name }) }] : issues;
  });
}

/** Exactly one of some keys must be there. */
function checkContents(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  path: KeyPath,
): readonly SpecIssue[] {
  const given = keys.filter((key) => value[key] !== undefined);
  const [, second] = given;
  if (second !== undefined) {
    return [{ path: [...path, second], problem: problem('keys-exclusive', { keys: given }) }];
  }
  const relies = keys.map((key) => [...path, key]);
  return given.length === 0 ? [{ path, problem: problem('keys-one-of', { keys }), relies }] : [];
}

function checkTokenizer(spec: MergeSpec): readonly SpecIssue[] {
  if (spec.tokenizer !== undefined && spec.tokenizer_source !== undefined) {
    return [{ path: ['tokenizer'], problem: problem('keys-exclusive', { keys: ['tokenizer_source', 'tokenizer'] }) }];
  }
  return [];
}

function checkSliceKeys(spec: MergeSpec): readonly SpecIssue[] {
  const places = [
    { path: [] as KeyPath, slices: spec.slices },
    ...Object.entries(spec.modules ?? {}).map(([name, { slices }]) => ({ path: ['modules', name] as KeyPath, slices })),
  ];
  return places.flatMap(({ path, slices }) =>
    (slices ?? []).flatMap((slice, index): readonly SpecIssue[] =>
      slice.residual_weight === undefined
        ? []
        : [
            {
              path: [...path, 'slices', index, 'residual_weight'],
              problem: problem('key-without-effect', { key: 'residual_weight' }, {}, 'warning'),
            },
          ],
    ),
  );
}

/** Inputs are never written to; a link that leads into one is found by the plan. */
function checkOutputPlace(spec: MergeSpec, output: string | undefined): readonly SpecIssue[] {
  if (output === undefined) {
    return [];
  }
  const target = plainReference(output);
  const models = [
    spec.base_model ?? [],
    declaredGroups(spec).flatMap(({ entries }) => entries.map(({ model }) => model)),
  ];
  const input = models.flat().find((model) => {
    const source = plainReference(model);
    return target === source || target.startsWith(`${source}/`);
  });
  return input === undefined ? [] : [{ path: ['output'], problem: problem('output-inside-input', { output, input }) }];
}
