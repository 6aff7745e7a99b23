import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { indexBm25 } from '../../../../src/ml/icl/retrieval/bm25.js';
import { splitWords } from '../../../../src/ml/icl/retrieval/split-words.js';
import { topIndices } from '../../../../src/ml/icl/top-indices.js';

const RUNS = { numRuns: 200, seed: 7 };
/** Any Unicode, lone surrogates too, and often words that come again. */
const text = fc
  .array(fc.oneof(fc.constantFrom('a', 'b', 'the', '__proto__', 'constructor'), fc.string({ unit: 'binary' })), {
    maxLength: 8,
  })
  .map((words) => words.join(' '));

/** The formula, word by word and document by document, as it stands in the paper. */
function plainScores(documents: readonly (readonly string[])[], question: readonly string[]): readonly number[] {
  const words = [...new Set(documents.flat())];
  const raw = (word: string) => {
    const holding = documents.filter((one) => one.includes(word)).length;
    return Math.log(documents.length - holding + 0.5) - Math.log(holding + 0.5);
  };
  const mean = words.reduce((sum, word) => sum + raw(word), 0) / words.length;
  const length = documents.flat().length / documents.length;
  return documents.map((document) =>
    question
      .filter((word) => document.includes(word))
      .map((word) => {
        const count = document.filter((one) => one === word).length;
        const idf = raw(word) < 0 ? 0.25 * mean : raw(word);
        return (idf * count * 2.5) / (count + 1.5 * (0.25 + (0.75 * document.length) / length));
      })
      .reduce((sum, one) => sum + one, 0),
  );
}

describe('BM25', () => {
  test('scores as the formula says, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, (texts, asked) => {
        const documents = texts.map(splitWords);
        const question = splitWords(asked);
        const got = indexBm25(documents).score(question);
        const expected = plainScores(documents, question);
        assert.equal(got.length, texts.length);
        expected.forEach((score, i) => {
          assert.ok(Math.abs((got[i] ?? Number.NaN) - score) <= 1e-12 * Math.max(1, Math.abs(score)));
        });
      }),
      RUNS,
    );
  });

  test('knows nothing of an empty pool, of empty documents and of an empty question', () => {
    assert.deepEqual([...indexBm25([]).score(['a'])], []);
    assert.equal(indexBm25([]).meanLength, 0);
    assert.deepEqual([...indexBm25([[], []]).score(['a'])], [0, 0]);
    assert.deepEqual([...indexBm25([['a'], []]).score([])], [0, 0]);
  });

  test('gives a word that is nearly everywhere a share of the mean weight', () => {
    const { idf } = indexBm25([['the', 'a'], ['the', 'b'], ['the', 'c'], ['the']], { epsilon: 0.5 });
    const rare = Math.log(3.5) - Math.log(1.5);
    const everywhere = Math.log(0.5) - Math.log(4.5);
    assert.equal(idf.get('a'), rare);
    assert.ok(Math.abs((idf.get('the') ?? 0) - (0.5 * (3 * rare + everywhere)) / 4) < 1e-12);
  });
});

describe('the words of a text', () => {
  test('are what stands between white space, as written', () => {
    assert.deepEqual(splitWords('  The\tcat’s\u00a0hat,\n\u3000THE '), ['The', 'cat’s', 'hat,', 'THE']);
    assert.deepEqual(splitWords(' \n'), []);
  });
});

describe('the largest scores', () => {
  test('come in the order of a stable sort, and no more than there are', () => {
    const score = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(-Infinity, Infinity));
    fc.assert(
      fc.property(fc.array(score, { maxLength: 20 }), fc.nat({ max: 25 }), (scores, count) => {
        const sorted = [...scores.keys()].toSorted((a, b) => {
          const [left = 0, right = 0] = [scores[a], scores[b]];
          return left === right ? a - b : right - left;
        });
        assert.deepEqual(topIndices(scores, count), sorted.slice(0, count));
      }),
      RUNS,
    );
  });

  test('leave what isn’t a number for last', () => {
    assert.deepEqual(topIndices([Number.NaN, 1, Number.NaN, 2], 3), [3, 1, 0]);
    assert.deepEqual(topIndices([Number.NaN, -5], 1), [1]);
  });
});
