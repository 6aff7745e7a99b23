import { problem } from '../../../base/errors.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { plainReference } from './merge-levels.js';
import type { ExtractSpec } from './extract-schema.js';

/** What is wrong with an extraction that its schema can't say and that no model needs to be read for. */
export function checkExtractSpec(spec: ExtractSpec, output: string | undefined): readonly SpecIssue[] {
  const { base_model: base, model } = spec;
  const issues: SpecIssue[] = [];
  if (plainReference(base) === plainReference(model)) {
    issues.push({ path: ['model'], problem: problem('lora-same-model', {}), relies: [['base_model']] });
  }
  const target = output === undefined ? undefined : plainReference(output);
  const input = [base, model].find((one) => {
    const source = plainReference(one);
    return target === source || target?.startsWith(`${source}/`) === true;
  });
  if (output !== undefined && input !== undefined) {
    issues.push({ path: ['output'], problem: problem('output-inside-input', { output, input }) });
  }
  return issues;
}
