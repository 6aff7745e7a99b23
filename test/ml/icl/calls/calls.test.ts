import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { answerKey, type AnswerQuestion } from '../../../../src/ml/icl/calls/answer-key.js';
import { CallBudget, NOTHING_SPENT, type Reservation } from '../../../../src/ml/icl/calls/call-budget.js';

const asked: AnswerQuestion = { model: 'm', prompt: 'p', parameters: { temperature: 0, stop: ['\n'], seed: 1 } };

describe('the key of an answer', () => {
  test('is the same in every run and for any order of the parameters', () => {
    const other: AnswerQuestion = { ...asked, parameters: { seed: 1, stop: ['\n'], temperature: 0 } };
    assert.equal(answerKey(other), answerKey(asked));
    assert.match(answerKey(asked), /^[0-9a-f]{64}$/);
  });

  test('changes with everything that decides the answer', () => {
    const others: readonly AnswerQuestion[] = [
      asked,
      { ...asked, model: 'n' },
      { ...asked, prompt: 'p ' },
      { ...asked, prompt: [{ role: 'user', content: 'p' }] },
      { ...asked, prompt: [{ role: 'system', content: 'p' }] },
      { ...asked, prompt: [] },
      { ...asked, parameters: {} },
      { ...asked, parameters: { ...asked.parameters, temperature: 1e-9 } },
      { ...asked, parameters: { ...asked.parameters, seed: '1' } },
      { ...asked, parameters: { ...asked.parameters, stop: [] } },
    ];
    assert.equal(new Set(others.map(answerKey)).size, others.length);
  });

  test('keeps texts apart, whatever they hold and wherever one ends', () => {
    const text = fc.oneof(fc.constantFrom('\ud800', '\udc00', '\ufffd', '"', '","', '\u0000', ''), fc.string());
    const question = fc.record({ model: text, prompt: text });
    fc.assert(
      fc.property(question, question, (a, b) => {
        const isSame = a.model === b.model && a.prompt === b.prompt;
        assert.equal(answerKey({ ...a, parameters: {} }) === answerKey({ ...b, parameters: {} }), isSame);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  test('is refused for a parameter that isn’t a finite number', () => {
    assert.throws(() => answerKey({ ...asked, parameters: { temperature: Number.NaN } }), RangeError);
  });
});

describe('a budget of calls', () => {
  test('counts what is under way, and gives back what was never paid for', () => {
    const budget = new CallBudget({ calls: 2 });
    const first = budget.reserve(10);
    assert.ok(budget.reserve(10) !== undefined);
    assert.equal(budget.reserve(10), undefined);
    first?.release();
    assert.ok(budget.reserve(10) !== undefined);
    assert.deepEqual(budget.spent, NOTHING_SPENT);
  });

  test('settles what a call really took, once', () => {
    const budget = new CallBudget({ tokens: 100 });
    const call = budget.reserve(100);
    assert.equal(budget.reserve(1), undefined);
    call?.settle({ promptTokens: 30, answerTokens: 5 });
    budget.countCached();
    assert.deepEqual(budget.spent, { calls: 1, cachedCalls: 1, promptTokens: 30, answerTokens: 5 });
    assert.equal(budget.reserve(66), undefined);
    assert.ok(budget.reserve(65) !== undefined);
    assert.throws(() => call?.release(), RangeError);
  });

  test('goes on from what was spent before', () => {
    const budget = new CallBudget({ calls: 3 }, { ...NOTHING_SPENT, calls: 2 });
    assert.ok(budget.reserve(0) !== undefined);
    assert.equal(budget.reserve(0), undefined);
  });

  test('is never overdrawn, whatever ends in whatever order', () => {
    const action = fc.tuple(fc.constantFrom('reserve', 'settle', 'release'), fc.nat({ max: 20 }));
    fc.assert(
      fc.property(fc.nat({ max: 6 }), fc.nat({ max: 60 }), fc.array(action), (calls, tokens, actions) => {
        const budget = new CallBudget({ calls, tokens });
        const open: { readonly call: Reservation; readonly tokens: number }[] = [];
        for (const [what, amount] of actions) {
          if (what === 'reserve') {
            const call = budget.reserve(amount);
            if (call !== undefined) {
              open.push({ call, tokens: amount });
            }
          } else {
            const ended = open.splice(amount % Math.max(1, open.length), 1)[0];
            if (what === 'settle') {
              ended?.call.settle({ promptTokens: ended.tokens, answerTokens: 0 });
            } else {
              ended?.call.release();
            }
          }
          const { spent } = budget;
          assert.ok(spent.calls + open.length <= calls);
          assert.ok(spent.promptTokens + open.reduce((sum, one) => sum + one.tokens, 0) <= tokens);
        }
      }),
      { numRuns: 300, seed: 12 },
    );
  });
});
