// BM25 against rank_bm25: idf and scores within 1e-9, the order exact.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { indexBm25 } from '../../src/ml/icl/retrieval/bm25.js';
import { splitWords } from '../../src/ml/icl/retrieval/split-words.js';
import { topIndices } from '../../src/ml/icl/top-indices.js';
import { goldenFolder } from './golden-folder.js';
import { goldenFiles } from './icl-files.js';

interface Bm25Figures {
  readonly k1: number;
  readonly b: number;
  readonly epsilon: number;
  readonly corpus: readonly string[];
  readonly idf: Readonly<Record<string, number>>;
  readonly avgdl: number;
  /** Each with its query, its scores, and its order under `top<count>`. */
  readonly results: readonly (Readonly<Record<string, unknown>> & {
    readonly query: string;
    readonly scores: readonly number[];
  })[];
}

const { skip } = goldenFolder('icl');

function assertClose(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${got}, not ${expected}`);
}

describe('BM25', { skip }, () => {
  test('there are figures', () => assert.ok(goldenFiles('bm25').length > 0));
  for (const [file, content] of goldenFiles('bm25')) {
    test(file, () => {
      const { corpus, idf, avgdl, results, ...settings } = content as Bm25Figures;
      const index = indexBm25(corpus.map(splitWords), settings);
      assertClose(index.meanLength, avgdl, 'mean length');
      assert.deepEqual([...index.idf.keys()].toSorted(), Object.keys(idf).toSorted());
      for (const [word, expected] of Object.entries(idf)) {
        assertClose(index.idf.get(word) ?? Number.NaN, expected, `idf of ${word}`);
      }
      assert.ok(results.length > 0);
      for (const { query, scores, ...orders } of results) {
        const got = index.score(splitWords(query));
        assert.equal(got.length, scores.length);
        scores.forEach((expected, i) => assertClose(got[i] ?? Number.NaN, expected, `${query}: document ${i}`));
        const tops = Object.entries(orders).filter(([key]) => /^top\d+$/.test(key));
        assert.ok(tops.length > 0, 'an order to compare');
        for (const [key, order] of tops) {
          assert.deepEqual(topIndices(got, Number(key.slice('top'.length))), order);
        }
      }
    });
  }
});
