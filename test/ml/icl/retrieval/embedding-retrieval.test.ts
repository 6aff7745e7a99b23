import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cosineSimilarities } from '../../../../src/ml/icl/retrieval/cosine-similarities.js';
import { embedByHashing } from '../../../../src/ml/icl/retrieval/hashed-embedding.js';
import { unionRetrieval } from '../../../../src/ml/icl/retrieval/union-retrieval.js';

const RUNS = { numRuns: 200, seed: 9 };
const similarity = (a: string, b: string) => cosineSimilarities(embedByHashing(a), embedByHashing(b))[0] ?? Number.NaN;

describe('hashed n-grams', () => {
  test('give any text a length of 1, or nothing where it has no words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (text, dimensions) => {
        const embedding = embedByHashing(text, { dimensions });
        assert.equal(embedding.length, dimensions);
        const length = Math.hypot(...embedding);
        assert.ok(Math.abs(length - 1) < 1e-6 || length === 0);
      }),
      RUNS,
    );
    assert.ok(embedByHashing(' … \ud800').every((one) => one === 0));
  });

  test('take case, width and marks for nothing', () => {
    assert.deepEqual(embedByHashing('Ｔｈｅ “Cat”'), embedByHashing('the cat'));
  });

  test('put other forms of the same words nearer than other words', () => {
    const asked = 'Which river flows through Dresden?';
    assert.ok(similarity(asked, 'Dresden’s rivers') > similarity(asked, 'Who painted the ceiling?') + 0.2);
    assert.ok(Math.abs(similarity(asked, asked) - 1) < 1e-6);
    assert.ok(similarity('北京的人口', '北京人口') > similarity('北京的人口', '东京铁塔'));
  });

  test('are spread over all places, both signs alike', () => {
    const embedding = embedByHashing(Array.from({ length: 4000 }, (_, i) => `w${i}`).join(' '), { dimensions: 16 });
    assert.ok(embedding.some((one) => one > 0) && embedding.some((one) => one < 0));
    assert.ok(embedding.every((one) => one !== 0 && Math.abs(one) < 0.8));
  });
});

describe('similarities', () => {
  test('are cosines, row by row, and 0 of what is all zeros', () => {
    assert.deepEqual([...cosineSimilarities([3, 4], [6, 8, 4, -3, 0, 0])], [1, 0, 0]);
    assert.deepEqual([...cosineSimilarities([0, 0], [1, 2])], [0]);
    assert.deepEqual([...cosineSimilarities([1, 2], [])], []);
    assert.deepEqual([...cosineSimilarities([], [])], []);
  });
});

describe('the union of rankings', () => {
  test('takes from each in turn what isn’t in yet', () => {
    assert.deepEqual(unionRetrieval([[1, 2, 3], [2, 4, 5], []], 4), [1, 2, 4, 3]);
    assert.deepEqual(unionRetrieval([], 3), []);
  });

  test('holds no candidate twice, and the best of every ranking', () => {
    const ranking = fc.uniqueArray(fc.nat({ max: 12 }));
    fc.assert(
      fc.property(fc.array(ranking, { minLength: 1, maxLength: 3 }), fc.nat({ max: 15 }), (rankings, count) => {
        const union = unionRetrieval(rankings, count);
        const all = new Set(rankings.flat());
        assert.equal(union.length, Math.min(count, all.size));
        assert.equal(new Set(union).size, union.length);
        for (const one of rankings) {
          const share = one.slice(0, Math.floor(count / rankings.length));
          assert.ok(share.every((candidate) => union.includes(candidate)));
        }
      }),
      RUNS,
    );
  });
});
