import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelsmithError } from '../../../src/base/errors.js';
import { checkedReport, reportOfJson, scoreOf, scoresOfPattern } from '../../../src/ml/evaluators/read-scores.js';

/** What a program may print: anything, JSON of any shape, and JSON that was cut or spoilt. */
const answers = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.tuple(fc.json(), fc.nat(60)).map(([text, at]) => text.slice(0, at)),
  fc.tuple(fc.json(), fc.nat(60)).map(([text, at]) => `${text.slice(0, at)}NaN${text.slice(at)}`),
);
const metrics = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('accuracy', '__proto__', 'constructor', 'a.b'));

test('whatever is answered, the outcome is a finite score or an error of ours', () => {
  fc.assert(
    fc.property(answers, metrics, (answer, metric) => {
      try {
        const { scores, examples } = checkedReport(reportOfJson(answer, metric), metric);
        assert.ok(Number.isFinite(scoreOf(scores, metric)));
        assert.ok(Object.values(scores).every(Number.isFinite));
        assert.ok(examples?.every(Number.isFinite) ?? true);
      } catch (thrown) {
        assert.ok(thrown instanceof ModelsmithError, String(thrown));
      }
    }),
    { seed: 1 },
  );
});

test('whatever a pattern finds, the outcome is a finite score or an error of ours', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('(.*)', '(\\d+)', 'x', '(a)?b', '()'),
      (text, pattern) => {
        try {
          scoreOf(scoresOfPattern(text, pattern, 'm'), 'm');
        } catch (thrown) {
          assert.ok(thrown instanceof ModelsmithError, String(thrown));
        }
      },
    ),
    { seed: 1 },
  );
});

test('every number that JSON can say comes back by its path', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const key = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(fc.dictionary(key, fc.dictionary(key, number)), (report) => {
      const expected = Object.entries(report).flatMap(([group, scores]) =>
        Object.entries(scores).map(([name, value]) => [`${group}.${name}`, value] as const),
      );
      const { scores: read } = reportOfJson(JSON.stringify(report), 'm');
      // JSON has no negative zero.
      assert.deepEqual(read, Object.fromEntries(expected.map(([name, value]) => [name, value + 0])));
    }),
    { seed: 1 },
  );
});

test('a report of absurd depth or width is cut off', () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  assert.deepEqual(reportOfJson(deep, 'm').scores, {});
  const wide = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i));
  assert.equal(Object.keys(reportOfJson(wide, 'm').scores).length, 10_000);
});

test('a list of numbers named examples is what each example scored, and no score; of anything else it is nothing special', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), (examples) => {
      const report = reportOfJson(JSON.stringify({ accuracy: 1, examples }), 'accuracy');
      assert.deepEqual(report, { scores: { accuracy: 1 }, examples: examples.map((one) => one + 0) });
    }),
    { seed: 1 },
  );
  for (const [examples, found] of [
    ['[]', {}],
    ['[1, "a"]', { 'examples.0': 1 }],
    ['[NaN, 1]', { 'examples.0': Number.NaN, 'examples.1': 1 }],
    ['{"n": 3}', { 'examples.n': 3 }],
    ['200', { examples: 200 }],
  ] as const) {
    assert.deepEqual(reportOfJson(`{"accuracy": 1, "examples": ${examples}}`, 'accuracy'), {
      scores: { accuracy: 1, ...found },
    });
  }
  assert.deepEqual(reportOfJson('{"inner": {"examples": [1]}}', 'm'), { scores: { 'inner.examples.0': 1 } });
});
