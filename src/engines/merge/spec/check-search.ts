import { problem } from '../../../base/errors.js';
import { parseKeyPath } from '../../../base/key-path.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { checkEvaluate } from '../../../protocol/check-evaluate.js';
import { findMethod, parametersOf } from './methods.js';
import { gridSize, MAX_CANDIDATES } from './search-values.js';
import type { MergeSpec } from './schema.js';

/** What is wrong with `search` and `evaluate`: keys that aren't parameters, too many candidates, nothing that scores them. */
export function checkSearch({ search, evaluate, ...spec }: MergeSpec): readonly SpecIssue[] {
  const issues: SpecIssue[] = [...checkEvaluate(evaluate, 'evaluate')];
  if (search === undefined) {
    return issues;
  }
  if (evaluate === undefined) {
    issues.push({ path: ['search'], problem: problem('merge-search-unscored', {}), relies: [['evaluate']] });
  }
  const numbers = numbersOf(spec.merge_method);
  for (const key of Object.keys(search)) {
    if (!leadsToParameter(spec, key.split('.'), numbers)) {
      const steps = parseKeyPath(key);
      const relies = [['merge_method'], ...steps.map((_, at) => steps.slice(0, at))];
      issues.push({ path: ['search', key], problem: problem('merge-search-key', { key }), relies });
    }
  }
  const candidates = gridSize(search);
  if (candidates === 0 || candidates > MAX_CANDIDATES) {
    issues.push({ path: ['search'], problem: problem('merge-search-size', { candidates, limit: MAX_CANDIDATES }) });
  }
  return issues;
}

/** The parameters of a method that are numbers. */
function numbersOf(name: string): readonly string[] {
  const method = findMethod(name);
  const all = method === undefined ? [] : parametersOf(method);
  return all.filter(({ type }) => type === 'number' || type === 'integer').map((parameter) => parameter.name);
}

/** The last step is a number that the method takes, the one before it `parameters`, and all before stands in the file. */
function leadsToParameter(spec: unknown, steps: readonly string[], numbers: readonly string[]): boolean {
  if (steps.at(-2) !== 'parameters' || !numbers.includes(steps.at(-1) ?? '')) {
    return false;
  }
  let here: unknown = spec;
  for (const step of steps.slice(0, -2)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) {
      return false;
    }
    here = (here as Readonly<Record<string, unknown>>)[step];
  }
  return true;
}
