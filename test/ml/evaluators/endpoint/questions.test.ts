import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelsmithError } from '../../../../src/base/errors.js';
import { isRight } from '../../../../src/ml/evaluators/endpoint/is-right.js';
import { readQuestions } from '../../../../src/ml/evaluators/endpoint/read-questions.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';

async function read(text: string): ReturnType<typeof readQuestions> {
  const files = new MemoryFiles();
  files.put('/q.jsonl', text);
  return readQuestions(files, '/q.jsonl', 'evaluate.questions');
}

test('an answer is right apart from case, white space and the marks around it', () => {
  const right = (answer: string, text: string): boolean => isRight({ answer }, text);
  for (const text of ['Paris', ' paris.\n', '\n\n"Paris"\nIt is the capital.', '**Paris**', 'ＰＡＲＩＳ']) {
    assert.ok(right('Paris', text), text);
  }
  for (const text of ['', 'Paris is it', 'It is Paris', 'Pari s']) {
    assert.ok(!right('Paris', text), text);
  }
  assert.ok(right('a\nb', 'A  b.'));
  assert.ok(!right('...', 'anything'));
  assert.ok(right('...', '...'));
});

test('of options the one counts that is named, by its letter or as what the answer begins with', () => {
  const options = ['no', 'nothing', 'a cat'];
  const says = (text: string): readonly string[] => options.filter((answer) => isRight({ answer, options }, text));
  assert.deepEqual(says('No, never'), ['no']);
  assert.deepEqual(says('nothing'), ['nothing']);
  assert.deepEqual(says('A cat.'), ['a cat']);
  assert.deepEqual(says('B'), ['nothing']);
  assert.deepEqual(says('(c) a cat'), ['a cat']);
  assert.deepEqual(says('B. nothing'), ['nothing']);
  assert.deepEqual(says('D'), []);
  assert.deepEqual(says('nobody'), []);
  assert.deepEqual(says(''), []);
});

test('whatever is answered, at most one option was named', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 6 }),
      (text, options) => {
        assert.ok(options.filter((answer) => isRight({ answer, options }, text)).length <= 1);
      },
    ),
    { seed: 1 },
  );
});

test('questions are read with their options; the answer becomes the text of one', async () => {
  const lines = [
    { prompt: 'p', answer: 4 },
    {
      messages: [
        { role: 'system', content: '' },
        { role: 'user', content: 'm', name: 'x' },
      ],
      answer: 'B',
      options: ['x', 'y'],
    },
  ];
  assert.deepEqual(await read(`\n${lines.map((one) => JSON.stringify(one)).join('\r\n\n')}\n`), [
    { asked: { prompt: 'p' }, answer: '4' },
    {
      asked: {
        messages: [
          { role: 'system', content: '' },
          { role: 'user', content: 'm' },
        ],
      },
      answer: 'y',
      options: ['x', 'y'],
    },
  ]);
});

test('a bad line is told by its number', async () => {
  for (const [line, offence] of [
    ['{', 'not-json'],
    ['[]', 'not-json'],
    ['{"answer": "a"}', 'prompt'],
    ['{"prompt": " ", "answer": "a"}', 'prompt'],
    ['{"messages": [], "answer": "a"}', 'messages'],
    ['{"messages": [{"role": "robot", "content": "a"}], "answer": "a"}', 'messages'],
    ['{"messages": [{"role": "user"}], "answer": "a"}', 'messages'],
    ['{"prompt": "p"}', 'answer'],
    ['{"prompt": "p", "answer": ""}', 'answer'],
    ['{"prompt": "p", "answer": "c", "options": ["x", "y"]}', 'answer'],
    ['{"prompt": "p", "answer": 0, "options": ["x"]}', 'options'],
    ['{"prompt": "p", "answer": 0, "options": ["x", 2]}', 'options'],
  ] as const) {
    const told = await throwsProblem('data-question-invalid', read(`{"prompt": "p", "answer": "a"}\n\n${line}`));
    assert.deepEqual([told.arguments.offence, told.where.line], [offence, 3], line);
  }
  const none = await throwsProblem('data-question-invalid', read('\n \n'));
  assert.equal(none.arguments.offence, 'none');
});

test('whatever a file holds, it is questions with answers or an error of ours', async () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        { prompt: fc.anything(), messages: fc.anything(), answer: fc.anything(), options: fc.anything() },
        { requiredKeys: [] },
      )
      .map((one) => JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 4 }), async (lines) => {
      try {
        const questions = await read(lines.join('\n'));
        assert.ok(questions.length > 0 && questions.every(({ answer }) => answer.trim() !== ''));
      } catch (thrown) {
        assert.ok(thrown instanceof ModelsmithError, String(thrown));
      }
    }),
    { seed: 1 },
  );
});
