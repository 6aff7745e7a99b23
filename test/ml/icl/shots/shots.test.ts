import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { randomStream } from '../../../../src/base/random.js';
import { askShots, creditPrompt, creditShots } from '../../../../src/ml/icl/shots/ask-shots.js';
import { drawShots } from '../../../../src/ml/icl/shots/draw-shots.js';
import { orderShots } from '../../../../src/ml/icl/shots/order-shots.js';
import { keepShots, nextThreshold } from '../../../../src/ml/icl/shots/threshold.js';
import { drawsOf } from '../../../../src/ml/search/draws.js';

const { signal } = new AbortController();
const drawsFor = (name: string) => drawsOf(randomStream(5, name));

describe('a draw of shots', () => {
  test('takes every candidate once at most, and as many as there are', () => {
    const score = fc.constantFrom(0, 5e-324, 1e-300, 0.1, 1, 1e300);
    fc.assert(
      fc.property(fc.array(score, { maxLength: 8 }), fc.nat({ max: 10 }), fc.string(), (scores, count, name) => {
        const draws = drawsFor(name);
        const drawn = drawShots(Float64Array.from(scores), count, draws);
        assert.equal(drawn.length, Math.min(count, scores.length));
        assert.equal(new Set(drawn).size, drawn.length);
        assert.equal(draws.drawn, drawn.length);
        const possible = scores.filter((one) => one > 0).length;
        assert.ok(drawn.slice(0, possible).every((candidate) => (scores[candidate] ?? 0) > 0));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test('follows the scores, first and second place', () => {
    const scores = Float64Array.of(0.5, 0.3, 0.2);
    const draws = drawsFor('frequencies');
    const runs = 20_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < runs; i++) {
      const pair = drawShots(scores, 2, draws).join(' ');
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    for (const a of scores.keys()) {
      for (const b of [...scores.keys()].filter((one) => one !== a)) {
        const expected = ((scores[a] ?? 0) * (scores[b] ?? 0)) / (1 - (scores[a] ?? 0));
        const got = (counts.get(`${a} ${b}`) ?? 0) / runs;
        // Five standard deviations of a share of 20,000 draws are below 0.018.
        assert.ok(Math.abs(got - expected) < 0.018, `${a}, ${b}: ${got}, not ${expected}`);
      }
    }
  });

  test('reaches the last candidate, however near to 1 the uniform is', () => {
    const last = { drawn: 0, next: () => 1 - 2 ** -24 };
    assert.deepEqual(drawShots(Float64Array.of(0.1, 0.2, 0.7, 0), 1, last), [2]);
  });
});

describe('the shots that are kept', () => {
  const scores = Float64Array.of(0.1, 0.4, 0.2, 0.3);
  test('come in the reverse of the draw, without those below the threshold or at it', () => {
    assert.deepEqual(keepShots([1, 0, 3, 2], scores, { sigma: 0.2, rule: 'released' }), [3, 1]);
    assert.deepEqual(keepShots([1, 0, 3, 2], scores, { sigma: 0.2, rule: 'off' }), [2, 3, 0, 1]);
  });
  test('are never none with ema, but for an empty draw', () => {
    assert.deepEqual(keepShots([0, 3, 2], scores, { sigma: 0.9, rule: 'ema' }), [3]);
    assert.deepEqual(keepShots([0, 3, 2], scores, { sigma: 0.9, rule: 'released' }), []);
    assert.deepEqual(keepShots([], scores, { sigma: 0.9, rule: 'ema' }), []);
  });
});

describe('the threshold', () => {
  test('is the mean of what was recorded, approached by ema, and stays without a shift', () => {
    assert.equal(nextThreshold(0.1, [0.2, 0.4], { rule: 'released' }), (0.2 + 0.4) / 2);
    assert.ok(Math.abs(nextThreshold(0.1, [0.2, 0.4], { rule: 'ema', rate: 0.5 }) - 0.2) < 1e-15);
    assert.equal(nextThreshold(0.1, [], { rule: 'released' }), 0.1);
    assert.equal(nextThreshold(0, [0.5], { rule: 'off' }), 0);
  });
});

describe('asking with one shot more each time', () => {
  const scores = Float64Array.of(0.1, 0.2, 0.3, 0.4);

  test('stops where a right answer turns wrong, and credits what was asked', async () => {
    const prompts: (readonly number[])[] = [];
    const answers = [false, true, false, true];
    const isRight = (shots: readonly number[]) => {
      prompts.push(shots);
      return Promise.resolve(answers[shots.length] ?? false);
    };
    const trace = await askShots([3, 0, 2], scores, { isRight, signal });
    assert.deepEqual(prompts, [[], [3], [3, 0]]);
    assert.equal(trace.recorded, 0.3);
    assert.deepEqual(creditShots(trace), [
      { candidate: 3, reward: 1 },
      { candidate: 0, reward: -1 },
    ]);
  });

  test('asks once without shots', async () => {
    const trace = await askShots([], scores, { isRight: () => Promise.resolve(true), signal });
    assert.deepEqual(trace, { kept: [], steps: [{ shots: 0, candidate: undefined, reward: 1 }], recorded: undefined });
    assert.deepEqual(creditShots(trace), []);
  });

  test('asks no more once it is cancelled', async () => {
    const controller = new AbortController();
    let calls = 0;
    const isRight = () => {
      calls += 1;
      controller.abort();
      return Promise.resolve(true);
    };
    await assert.rejects(askShots([1, 2], scores, { isRight, signal: controller.signal }), { name: 'AbortError' });
    assert.equal(calls, 1);
  });

  test('credits the whole prompt alike in the baseline', () => {
    assert.deepEqual(creditPrompt([2, 0], -1), [
      { candidate: 2, reward: -1 },
      { candidate: 0, reward: -1 },
    ]);
  });
});

describe('the shots of a prompt', () => {
  test('have the best last, the lower place nearest of equals', () => {
    assert.deepEqual(orderShots([0.2, 0.5, 0.2, 0.1], 3), [2, 0, 1]);
    assert.deepEqual(orderShots([0.2, 0.5, 0.2, 0.1], 3, 0.2), [1]);
    assert.deepEqual(orderShots([], 3, 0), []);
  });
});
