import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cutAtStops, isAnswerRight, type AnswerRule } from '../../../../src/ml/icl/answers/judge-answer.js';
import { longTailMetrics } from '../../../../src/ml/icl/answers/long-tail-metrics.js';
import { plainText } from '../../../../src/ml/icl/answers/plain-text.js';

const anyText = fc.string({ unit: 'binary', maxLength: 30 });
const right = (text: string, label: string, rule: AnswerRule) => isAnswerRight(text, { labels: [label] }, rule);

describe('a text as answers are compared', () => {
  test('has no case, no marks of sentences and single spaces', () => {
    assert.equal(plainText('  “The U.S.\tArmy” – (ｏｆ)\n1,000 men: 3.5%! '), 'the u s army of 1,000 men 3.5%');
    assert.equal(plainText('−5 or 3-4'), '-5 or 3 4');
    assert.equal(plainText(' ?! '), '?!');
    assert.equal(plainText('C#'), 'c#');
  });

  test('has no white space around it and never two in a row, whatever it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = plainText(text);
        assert.equal(once, once.trim());
        assert.ok(!/\s\s/u.test(once));
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe('an answer', () => {
  test('is right when it contains a label', () => {
    assert.ok(right('It is the “New   York” Times.', 'new york', 'contains'));
    assert.ok(isAnswerRight('Dante', { labels: ['Alighieri', 'Dante'] }, 'contains'));
    assert.ok(!right('C is older', 'C#', 'contains'));
  });

  test('is never right when it is empty, nor for a label that is', () => {
    for (const rule of ['contains', 'exact', 'numeric', 'choice'] as const) {
      assert.ok(!right(' \n', 'a', rule));
      assert.ok(!right('a 1', ' ', rule));
      assert.ok(!isAnswerRight('a 1', { labels: [] }, rule));
    }
  });

  test('contains and exactly is itself, whatever it is', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text.trim() !== ''),
        (text) => {
          assert.ok(right(text, text, 'exact'));
          assert.ok(right(text, text, 'contains'));
        },
      ),
      { numRuns: 300, seed: 6 },
    );
  });

  test('is exact without what stands around it only', () => {
    assert.ok(right('Yes.', 'yes', 'exact'));
    assert.ok(!right('Yes, it is', 'yes', 'exact'));
  });

  test('is right when its last number is the label’s', () => {
    assert.ok(right('6 * 7 = 42.', '42', 'numeric'));
    assert.ok(right('about 1,234,567.50 dollars', '1234567.5', 'numeric'));
    assert.ok(right('minus: −1e3', '-1000', 'numeric'));
    assert.ok(right('between 3-4', '4', 'numeric'));
    assert.ok(right('0.30000000000000004', '.3', 'numeric'));
    assert.ok(!right('42 of 43', '42', 'numeric'));
    assert.ok(!right('forty-two', '42', 'numeric'));
  });

  test('is right when it names the right option', () => {
    const expected = { labels: ['nothing'], options: ['no', 'nothing'] };
    assert.ok(isAnswerRight('B) nothing', expected, 'choice'));
    assert.ok(isAnswerRight('Nothing at all', expected, 'choice'));
    assert.ok(!isAnswerRight('no, nothing', expected, 'choice'));
  });

  test('ends at the first stop', () => {
    assert.equal(cutAtStops('42\n\nQuestion: 1\nmore', ['Question:', '\n\n', '']), '42');
    assert.equal(cutAtStops('42', ['\n']), '42');
    assert.equal(cutAtStops('', []), '');
  });
});

describe('accuracy', () => {
  test('is told of all questions, and of those that were wrong without shots', () => {
    const outcome = (isRight: boolean, isRightWithoutShots: boolean) => ({ isRight, isRightWithoutShots });
    assert.deepEqual(longTailMetrics([outcome(true, true), outcome(false, true), outcome(true, false)]), {
      overall: { questions: 3, right: 2, accuracy: 2 / 3 },
      longTail: { questions: 1, right: 1, accuracy: 1 },
    });
    assert.equal(longTailMetrics([outcome(true, true)]).longTail.accuracy, undefined);
    assert.equal(longTailMetrics([]).overall.accuracy, undefined);
  });
});
