import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { placeholdersOf, renderMessages, renderPrompt } from '../../../../src/ml/icl/prompts/prompt-template.js';

const template = {
  instruction: 'Answer {briefly}.',
  question: 'Q: {question}\nA:',
  answer: ' {answer}',
  separator: '\n\n',
};
const parts = { examples: [{ question: '1+1?', answer: '2' }], question: { question: '1+2?' } };

describe('a prompt', () => {
  test('is the instruction, the solved examples and the question', () => {
    assert.equal(renderPrompt(template, parts), 'Answer {briefly}.\n\nQ: 1+1?\nA: 2\n\nQ: 1+2?\nA:');
    assert.equal(renderPrompt({ ...template, instruction: '' }, { ...parts, examples: [] }), 'Q: 1+2?\nA:');
  });

  test('is the same as a chat', () => {
    assert.deepEqual(renderMessages(template, parts), [
      { role: 'system', content: 'Answer {briefly}.' },
      { role: 'user', content: 'Q: 1+1?\nA:' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: 'Q: 1+2?\nA:' },
    ]);
  });

  test('holds a field’s text as it is, braces, dollars and all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{answer}', '$&', '{{')), (text) => {
        const prompt = renderPrompt(
          { instruction: '', question: '{{{q}}}', answer: '', separator: '' },
          { examples: [], question: { q: text, answer: 'secret' } },
        );
        assert.equal(prompt, `{${text}}`);
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  test('is refused when a field is missing, also one that every object has', () => {
    assert.throws(() => renderPrompt({ ...template, question: '{constructor}' }, parts), RangeError);
    assert.throws(() => renderPrompt(template, { ...parts, examples: [{ question: 'x' }] }), RangeError);
  });

  test('names its fields', () => {
    assert.deepEqual(placeholdersOf('{b} {{c}} {a} {b}'), ['b', 'a']);
  });
});
