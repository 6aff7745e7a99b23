import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import * as l10n from '@vscode/l10n';
import { type Problem, problem } from '../../../src/base/errors.js';
import { formatPlace, formatProblem } from '../../../src/base/texts/format-problem.js';

describe('formatProblem', () => {
  afterEach(() => {
    l10n.config({ contents: {} });
  });

  it('says where, what happened and what to do', () => {
    const one = problem('key-missing', { key: 'model' }, { file: 'a.yaml', line: 3, column: 5, key: 'models.0' });
    assert.equal(formatProblem(one), 'a.yaml:3:5: The key "model" is missing in models.0. Add it.');
    assert.equal(formatProblem(one, { place: false }), 'The key "model" is missing in models.0. Add it.');
  });

  it('says where an experiment names it, and the other file unless the words do', () => {
    const named = { file: 'a.yaml', line: 4, column: 12, endLine: 4, endColumn: 20 };
    const where = { file: '/m/math', model: 'math', named };
    const missing = problem('checkpoint-missing', { model: '/m/math' }, where);
    assert.match(formatProblem(missing), /^a\.yaml:4:12, model math: There is no model at \/m\/math\./);
    const quantized = problem('checkpoint-quantized', { method: 'gptq' }, where);
    assert.match(formatProblem(quantized), /^a\.yaml:4:12, \/m\/math, model math: /);
  });

  it('offers what is near, else what is possible', () => {
    const choices = ['linear', 'ties'];
    assert.match(
      formatProblem(problem('value-choice', { value: 'tie', choices, suggestion: 'ties' })),
      /mean "ties"\?$/,
    );
    assert.match(formatProblem(problem('value-choice', { value: 'foo', choices })), /Possible values: linear, ties\.$/);
  });

  it('puts someone else’s words into a sentence', () => {
    const one = problem('internal', { message: 'x is not a function.\n  at y', stack: '' });
    assert.equal(
      formatProblem(one),
      'Something went wrong inside Modelsmith: x is not a function. at y. The log has the details; please report them.',
    );
  });

  it('speaks the language of the bundle that was loaded last', () => {
    l10n.config({ contents: { 'The disk is full.': 'Kein Platz mehr.' } });
    assert.match(formatProblem(problem('disk-full', {})), /^Kein Platz mehr\./);
  });

  it('has a sentence for codes and arguments of other versions', () => {
    const strange = [
      { code: 'flux-missing', arguments: {}, where: {}, severity: 'error' },
      { code: 'value-choice', arguments: { value: 'x' }, where: {}, severity: 'error' },
      { code: 'constructor', arguments: {}, where: {}, severity: 'error' },
    ] as unknown as readonly Problem[];
    for (const one of strange) {
      assert.match(formatProblem(one), /^A problem of a kind that this version does not know: [\w-]+\./);
    }
  });
});

describe('formatPlace', () => {
  it('names as much as is known', () => {
    assert.equal(formatPlace({}), '');
    assert.equal(formatPlace({ file: 'a.yaml', column: 3 }), 'a.yaml');
    assert.equal(formatPlace({ file: 'm.safetensors', tensor: 'lm_head' }), 'm.safetensors, tensor lm_head');
    assert.equal(formatPlace({ model: './math', tensor: 't' }), 'model ./math, tensor t');
  });
});
