import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelsmithError } from '../../../src/base/errors.js';
import { checkedScores, scoreOf, scoresOfJson, scoresOfPattern } from '../../../src/ml/evaluators/read-scores.js';

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
        const scores = checkedScores(scoresOfJson(answer, metric), metric);
        assert.ok(Number.isFinite(scoreOf(scores, metric)));
        assert.ok(Object.values(scores).every(Number.isFinite));
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
      const read = scoresOfJson(JSON.stringify(report), 'm');
      // JSON has no negative zero.
      assert.deepEqual(read, Object.fromEntries(expected.map(([name, value]) => [name, value + 0])));
    }),
    { seed: 1 },
  );
});

test('a report of absurd depth or width is cut off', () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  assert.deepEqual(scoresOfJson(deep, 'm'), {});
  const wide = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i));
  assert.equal(Object.keys(scoresOfJson(wide, 'm')).length, 10_000);
});
