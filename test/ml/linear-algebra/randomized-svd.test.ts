import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomStream } from '../../../src/base/random.js';
import { randomizedSvd, type MatrixInBlocks, type PartialSvd } from '../../../src/ml/linear-algebra/randomized-svd.js';
import { fullSingularValues } from './full-svd.js';

/** Numbers in (-1, 1) of a stream. */
function drawn(count: number, name: string): Float64Array {
  const values = new Float64Array(count);
  randomStream(3, name).fillUniform(values, 0);
  return values.map((value) => 2 * value - 1);
}

/** A matrix of so many summands of rank 1, each `decay` times the one before. */
function lowRank(rows: number, columns: number, { rank, decay = 1 }: { rank: number; decay?: number }): Float32Array {
  const [left, right] = [drawn(rows * rank, 'left'), drawn(rank * columns, 'right')];
  return Float32Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let r = 0; r < rank; r++) {
      sum += decay ** r * (left[Math.floor(at / columns) * rank + r] ?? 0) * (right[r * columns + (at % columns)] ?? 0);
    }
    return sum;
  });
}

function inBlocks(values: Float32Array, rows: number, columns: number, blockRows = 7): MatrixInBlocks {
  return {
    rows,
    columns,
    blockRows,
    forEachBlock(visit) {
      for (let first = 0; first < rows; first += blockRows) {
        const count = Math.min(blockRows, rows - first);
        visit(first, count, values.slice(first * columns, (first + count) * columns));
      }
      return Promise.resolve();
    },
  };
}

/** The norm of matrix - left diag(values) right. */
function errorOf(matrix: Float32Array, rows: number, columns: number, svd: PartialSvd): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      let value = matrix[i * columns + k] ?? 0;
      for (let r = 0; r < svd.rank; r++) {
        value -= (svd.left[i * svd.rank + r] ?? 0) * (svd.values[r] ?? 0) * (svd.right[r * columns + k] ?? 0);
      }
      sum += value ** 2;
    }
  }
  return Math.sqrt(sum);
}

const options = { oversampling: 10, powerIterations: 2, random: randomStream(1, 'test') };
const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));

for (const [rows, columns] of [
  [40, 23],
  [17, 60],
  [30, 30],
] as const) {
  test(`a matrix of ${String(rows)} x ${String(columns)} and low rank is found to rounding`, async () => {
    const matrix = lowRank(rows, columns, { rank: 4 });
    const svd = await randomizedSvd(inBlocks(matrix, rows, columns), { ...options, rank: 4 });
    // Rounding the elements to float32 is all that is lost: half a unit of 2^-24 each.
    assert.ok(errorOf(matrix, rows, columns, svd) < 1e-6 * norm(matrix));
    assert.ok(Math.abs(svd.energy / norm(matrix) ** 2 - 1) < 1e-12);
  });

  test(`the error at ${String(rows)} x ${String(columns)} is the tail of the singular values (full Jacobi SVD)`, async () => {
    const matrix = lowRank(rows, columns, { rank: 15, decay: 0.7 });
    const reference = fullSingularValues(matrix, rows, columns);
    for (const rank of [1, 3, 8]) {
      const svd = await randomizedSvd(inBlocks(matrix, rows, columns), { ...options, rank });
      const tail = norm(reference.slice(rank));
      assert.ok(Math.abs(errorOf(matrix, rows, columns, svd) / tail - 1) < 1e-5, String(rank));
      for (const [i, value] of svd.values.entries()) {
        assert.ok(Math.abs(value / (reference[i] ?? 0) - 1) < 1e-6);
      }
    }
  });
}

test('the decomposition does not depend on where the matrix is cut, and the same seed gives the same numbers', async () => {
  const matrix = lowRank(33, 20, { rank: 9, decay: 0.5 });
  const [one, other] = await Promise.all([
    randomizedSvd(inBlocks(matrix, 33, 20, 5), { ...options, rank: 3 }),
    randomizedSvd(inBlocks(matrix, 33, 20, 33), { ...options, rank: 3, random: randomStream(1, 'test') }),
  ]);
  assert.deepEqual(one.left, other.left);
  assert.deepEqual(one.right, other.right);
});

test('vectors are orthonormal and values fall, for any shape; zeros stay zeros', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 0, max: 5 }),
      async (rows, columns, rank, ofRank) => {
        const matrix = lowRank(rows, columns, { rank: ofRank });
        const svd = await randomizedSvd(inBlocks(matrix, rows, columns), { ...options, rank });
        assert.equal(svd.rank, Math.min(rank, rows, columns));
        assert.ok([...svd.left, ...svd.right, ...svd.values].every(Number.isFinite));
        assert.ok(svd.values.every((value, i) => i === 0 || value <= (svd.values[i - 1] ?? 0)));
        for (let a = 0; a < svd.rank; a++) {
          for (let b = 0; b <= a; b++) {
            if ((svd.values[a] ?? 0) > 1e-5 * (svd.values[0] ?? 0)) {
              let product = 0;
              for (let k = 0; k < columns; k++) {
                product += (svd.right[a * columns + k] ?? 0) * (svd.right[b * columns + k] ?? 0);
              }
              assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-9);
            }
          }
        }
        if (ofRank <= rank) {
          assert.ok(errorOf(matrix, rows, columns, svd) <= 1e-6 * norm(matrix) + 1e-30);
        }
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});
