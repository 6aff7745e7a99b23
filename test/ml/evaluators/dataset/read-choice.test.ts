import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelsmithError } from '../../../../src/base/errors.js';
import { choiceTokens } from '../../../../src/ml/evaluators/dataset/choice-tokens.js';
import { readChoice } from '../../../../src/ml/evaluators/dataset/read-choice.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';

const columns = { question: 'question', options: 'options', answer: 'answer' };
const read = (row: Readonly<Record<string, unknown>>): ReturnType<typeof readChoice> => readChoice(row, columns, 3);

test('the answer is a place, a text, a letter, or the digits of a place; a text goes first', () => {
  const options = ['red', 'green', '0'];
  for (const [answer, place] of [
    [1, 1],
    [2n, 2],
    ['green', 1],
    [' green ', 1],
    ['B', 1],
    ['c', 2],
    ['0', 2],
    ['1', 1],
  ] as const) {
    assert.equal(read({ question: '?', options, answer }).answer, place, String(answer));
  }
});

test('options may stand in columns of their own, the last ones blank', () => {
  const own = { question: 'q', options: ['a', 'b', 'c'], answer: 'right' };
  assert.deepEqual(readChoice({ q: 'one?', a: 'x', b: 7, c: '', right: 'B' }, own, 1), {
    question: 'one?',
    options: ['x', '7'],
    answer: 1,
  });
});

test('what is missing from a row is told', async () => {
  const whole = { question: '?', options: ['a', 'b'], answer: 0 };
  for (const [changes, offence] of [
    [{ question: '  ' }, 'question'],
    [{ question: undefined }, 'question'],
    [{ options: 'a, b' }, 'options'],
    [{ options: ['a'] }, 'options'],
    [{ options: ['a', '', 'b'] }, 'options'],
    [{ options: ['a', null, 'b'] }, 'options'],
    [{ options: Array.from({ length: 101 }, String) }, 'options'],
    [{ answer: 2 }, 'answer'],
    [{ answer: 0.5 }, 'answer'],
    [{ answer: 'c' }, 'answer'],
    [{ answer: null }, 'answer'],
  ] as const) {
    const told = await throwsProblem('data-choice-invalid', async () =>
      Promise.resolve(read({ ...whole, ...changes })),
    );
    assert.deepEqual(told.arguments, { row: 3, offence });
  }
});

test('whatever stands in a row, it is a choice whose answer is one of its options, or an error of ours', () => {
  const cell = fc.oneof(
    fc.anything(),
    fc.string(),
    fc.nat(5),
    fc.array(fc.oneof(fc.string(), fc.nat(3), fc.constant(null)), { maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.record({ question: cell, options: cell, answer: cell }, { requiredKeys: [] }), (row) => {
      try {
        const { options, answer } = read(row);
        assert.ok(options.length >= 2 && options[answer] !== undefined);
      } catch (thrown) {
        assert.ok(thrown instanceof ModelsmithError, String(thrown));
      }
    }),
    { seed: 1 },
  );
});

test('a question and an option become a prompt of one token at least and what the option adds, within the limit', () => {
  // A token a character, with one before the text; "?" and a space after it are joined.
  const encode = (text: string): readonly number[] => [
    0,
    ...text
      .replaceAll('? ', '¿')
      .split('')
      .map((one) => one.charCodeAt(0)),
  ];
  const tokenizer = {
    vocabularySize: 70_000,
    special: {
      begin: 0,
      end: undefined,
      padding: undefined,
      unknown: undefined,
      classification: undefined,
      separator: undefined,
    },
    encode,
    decode: () => '',
    numberOf: () => undefined,
  };
  const joined = choiceTokens(tokenizer, { question: 'Who?', option: 'me' }, 100);
  assert.deepEqual(joined, { prompt: encode('Who'), continuation: encode('? me').slice(1) });
  const text = fc.string({ minLength: 1, maxLength: 30 }).filter((one) => one.trim() !== '');
  fc.assert(
    fc.property(text, text, fc.integer({ min: 2, max: 40 }), (question, option, limit) => {
      const { prompt, continuation } = choiceTokens(tokenizer, { question, option }, limit);
      assert.ok(prompt.length >= 1 && prompt.length + continuation.length <= limit);
      const isApart = /\s$/.test(question) || /^\s/.test(option);
      const whole = encode(isApart ? question + option : `${question} ${option}`);
      assert.ok(`,${whole.join()},`.includes(`,${[...prompt, ...continuation].join()},`));
    }),
    { seed: 1 },
  );
});
