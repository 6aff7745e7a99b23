import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { randomStream } from '../../../../src/base/random.js';
import {
  createRanker,
  type Ranker,
  type RankedQuestion,
  scoreCandidates,
} from '../../../../src/ml/icl/ranker/ranker.js';
import { type Lesson, RankerTrainer } from '../../../../src/ml/icl/ranker/ranker-trainer.js';
import { type Credit, rewardLoss } from '../../../../src/ml/icl/ranker/reward-loss.js';

const FEATURES = 5;
const WIDTH = 3;
const POOL = 9;
const QUESTIONS = 4;

function encodings(rows: number, seed: number) {
  const values = new Float32Array(rows * FEATURES);
  randomStream(seed, 'encodings').fillUniform(values, 0);
  return { values: values.map((value) => 2 * value - 1), features: FEATURES };
}

function askedOf(question: number, candidates: readonly number[]): RankedQuestion {
  return { questions: encodings(QUESTIONS, 1), question, pool: encodings(POOL, 2), candidates };
}

const newRanker = (seed = 3): Ranker => createRanker(FEATURES, WIDTH, randomStream(seed, 'ranker'));
const lessons: readonly Lesson[] = [
  {
    asked: askedOf(0, [8, 2, 5]),
    credits: [
      { candidate: 0, reward: 1 },
      { candidate: 2, reward: -1 },
    ],
  },
  { asked: askedOf(3, [1, 0, 2, 3]), credits: [{ candidate: 1, reward: 1 }] },
];

function lossOf(ranker: Ranker, clamp: number): number {
  return lessons
    .map(({ asked, credits }) => rewardLoss(scoreCandidates(ranker, asked), credits, clamp).loss)
    .reduce((sum, one) => sum + one, 0);
}

describe('the scores of candidates', () => {
  test('are the softmax of the products of both encodings, each projected', () => {
    const ranker = newRanker();
    const asked = askedOf(2, [4, 7, 0, 4]);
    const project = (values: Float32Array | Float64Array, row: number): readonly number[] =>
      Array.from({ length: WIDTH }, (_, i) => {
        const products = Array.from(
          { length: FEATURES },
          (_unused, k) => (ranker.weights[i * FEATURES + k] ?? 0) * (values[row * FEATURES + k] ?? 0),
        );
        return products.reduce((sum, one) => sum + one, ranker.weights[WIDTH * FEATURES + i] ?? 0);
      });
    const question = project(asked.questions.values, 2);
    const powers = asked.candidates.map((row) =>
      Math.exp(project(asked.pool.values, row).reduce((sum, one, i) => sum + one * (question[i] ?? 0), 0)),
    );
    const sum = powers.reduce((total, power) => total + power, 0);
    const got = scoreCandidates(ranker, asked);
    powers.forEach((power, i) => assert.ok(Math.abs((got[i] ?? 0) - power / sum) < 1e-12));
  });

  test('stay numbers where the products are far apart, and are none without candidates', () => {
    const ranker = newRanker();
    const far: Ranker = { ...ranker, weights: ranker.weights.map((weight) => weight * 1e4) };
    const scores = scoreCandidates(far, askedOf(0, [0, 1, 2]));
    assert.ok(Math.abs(scores.reduce((sum, one) => sum + one, 0) - 1) < 1e-12);
    assert.equal(scoreCandidates(ranker, askedOf(0, [])).length, 0);
  });
});

describe('the gradient', () => {
  for (const clamp of [0, 2e-3]) {
    test(`is the slope of the loss in every weight, clamped at ${clamp}`, () => {
      const ranker = newRanker();
      const trainer = new RankerTrainer(newRanker(), { clamp, learningRate: 0 });
      trainer.step(lessons);
      for (const i of ranker.weights.keys()) {
        const at = (shift: number) =>
          lossOf({ ...ranker, weights: ranker.weights.map((weight, k) => (k === i ? weight + shift : weight)) }, clamp);
        const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        const gradient = trainer.gradient[i] ?? Number.NaN;
        assert.ok(Math.abs(gradient - slope) < 1e-8, `weight ${i}: ${gradient}, slope ${slope}`);
      }
    });
  }

  test('of scores that have underflowed is finite, and 0 in total', () => {
    const scores = fc.constantFrom(0, 5e-324, 1e-9, 0.5, 1);
    const credit = fc.record({ candidate: fc.nat({ max: 2 }), reward: fc.constantFrom<1 | -1>(1, -1) });
    fc.assert(
      fc.property(fc.tuple(scores, scores), fc.array(credit, { maxLength: 4 }), ([a, b], credits) => {
        const left = Math.max(0, 1 - a - b);
        const sum = a + b + left;
        const { loss, toLogits } = rewardLoss(Float64Array.of(a / sum, b / sum, left / sum), credits, 2e-3);
        assert.ok(Number.isFinite(loss));
        assert.ok(Math.abs(toLogits.reduce((total, one) => total + one, 0)) < 1e-9);
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});

describe('training', () => {
  test('raises the score of what was rewarded and lowers the other’s', () => {
    const ranker = newRanker();
    const before = scoreCandidates(ranker, askedOf(0, [8, 2, 5]));
    const trainer = new RankerTrainer(ranker, { clamp: 2e-3, learningRate: 0.01 });
    for (let i = 0; i < 20; i++) {
      assert.equal(trainer.step(lessons).outcome, 'stepped');
    }
    const after = scoreCandidates(ranker, askedOf(0, [8, 2, 5]));
    assert.ok((after[0] ?? 0) > (before[0] ?? 0));
    assert.ok((after[2] ?? 0) < (before[2] ?? 0));
  });

  test('leaves weights and moments alone when there is nothing to learn', () => {
    const ranker = newRanker();
    const trainer = new RankerTrainer(ranker, { clamp: 0 });
    const silent = lessons.map(({ asked }) => ({ asked, credits: [] as readonly Credit[] }));
    assert.deepEqual(trainer.step(silent), { loss: 0, gradientNorm: 0, outcome: 'nothing-to-learn' });
    assert.deepEqual(ranker, newRanker());
    assert.equal(trainer.save().steps, 0);
  });

  test('stops at a loss that isn’t finite without touching the weights', () => {
    const ranker = newRanker();
    ranker.weights[0] = 1e200;
    const before = Float64Array.from(ranker.weights);
    const trainer = new RankerTrainer(ranker, { clamp: 0 });
    assert.equal(trainer.step(lessons).outcome, 'diverged');
    assert.deepEqual(ranker.weights, before);
  });

  test('steps by the shortened gradient and reports the whole', () => {
    const clipped = newRanker();
    const scaled = newRanker();
    const short = new RankerTrainer(clipped, { clamp: 2e-3, clipNorm: 1e-9, learningRate: 0.1 });
    const whole = new RankerTrainer(scaled, { clamp: 2e-3, learningRate: 0.1 });
    assert.equal(short.step(lessons).gradientNorm, whole.step(lessons).gradientNorm);
    // Adam's first step is lr g / (|g| + eps): only gradients near eps make it shorter.
    const moved = (ranker: Ranker) =>
      Math.hypot(...ranker.weights.map((one, i) => one - (newRanker().weights[i] ?? 0)));
    assert.ok(moved(clipped) < moved(scaled) / 5);
  });

  test('goes on from a saved state to the bit', () => {
    const ranker = newRanker();
    const trainer = new RankerTrainer(ranker, { clamp: 2e-3 });
    trainer.step(lessons);
    const resumed: Ranker = { ...ranker, weights: Float64Array.from(ranker.weights) };
    const other = new RankerTrainer(resumed, { clamp: 2e-3 });
    other.load(trainer.save());
    trainer.step(lessons);
    other.step(lessons);
    assert.deepEqual(resumed.weights, ranker.weights);
    const wrong = new RankerTrainer(createRanker(2, 2, randomStream(1, 'other')), { clamp: 0 });
    assert.throws(() => wrong.load(trainer.save()), RangeError);
  });
});
