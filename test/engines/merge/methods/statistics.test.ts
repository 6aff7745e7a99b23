import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { StatisticsTensor } from '../../../../src/engines/merge/tensor-merge.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { mergeUnit, type TestUnit } from './run-unit.js';

type Matrix = readonly (readonly number[])[];

function statistic(values: readonly number[], shape: readonly number[]): StatisticsTensor {
  return {
    shape,
    elements: values.length,
    read(start, out) {
      out.set(values.slice(start, start + out.length));
    },
  };
}

const close = (got: ArrayLike<number>, expected: readonly number[], tolerance: number): void => {
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs((got[i] ?? Number.NaN) - value) <= tolerance * Math.max(1, Math.abs(value)), `element ${i}`);
  }
};
const matrix = (rows: number, columns: number): fc.Arbitrary<Matrix> =>
  fc.array(
    fc.array(
      fc.integer({ min: -64, max: 64 }).map((value) => value / 16),
      { minLength: columns, maxLength: columns },
    ),
    { minLength: rows, maxLength: rows },
  );
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
const transpose = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));

describe('fisher', () => {
  const models = [
    [1, 2, 3],
    [5, 5, 5],
  ];
  const unit: TestUnit = { method: 'fisher', models };

  test('weighs each element by its information', () => {
    const statistics = [statistic([1, 0, 3], [3]), statistic([1, 2, 1], [3])];
    const { out, balances } = mergeUnit({ ...unit, statistics });
    close(out, [3, 5, 3.5], 1e-6);
    assert.ok(Math.abs((balances[0]?.coefficient ?? 0) - (0.5 + 0 + 0.75) / 3) < 1e-6);
  });

  test('averages by the coefficients where no loss depends on an element', () => {
    const statistics = [statistic([0, 0, 0], [3]), statistic([0, 0, 0], [3])];
    close(mergeUnit({ ...unit, statistics, perModel: [{ weight: 3 }, { weight: 1 }] }).out, [2, 2.75, 3.5], 1e-6);
  });

  test('averages a tensor that has no statistics', () => {
    close(mergeUnit(unit).out, [3, 3.5, 4], 1e-6);
  });

  test('does not depend on where the chunks are cut', () => {
    const statistics = [statistic([1, 0.3, 3], [3]), statistic([0.1, 2, 1], [3])];
    assert.deepEqual(mergeUnit({ ...unit, statistics }, [1, 2]).out, mergeUnit({ ...unit, statistics }).out);
  });
});

describe('regmean', () => {
  test('gives the least-squares solution over the inputs of all models', () => {
    fc.assert(
      fc.property(matrix(7, 3), matrix(9, 3), matrix(4, 3), matrix(4, 3), fc.nat(3), (x0, x1, w0, w1, cut) => {
        const grams = [x0, x1].map((x) => product(transpose(x), x));
        const sum = (grams[0] ?? []).map((row, i) => row.map((value, j) => value + (grams[1]?.[i]?.[j] ?? 0)));
        const [a = [], b = [], c = []] = sum;
        // Cramer's rule needs a well-conditioned 3 x 3 system.
        const cross = [b, c, a].map((u, i) => {
          const v = [c, a, b][i] ?? [];
          return [0, 1, 2].map(
            (k) => (u[(k + 1) % 3] ?? 0) * (v[(k + 2) % 3] ?? 0) - (u[(k + 2) % 3] ?? 0) * (v[(k + 1) % 3] ?? 0),
          );
        });
        const determinant = a.reduce((total, value, k) => total + value * (cross[0]?.[k] ?? 0), 0);
        fc.pre(Math.abs(determinant) > 1e-2 * Math.max(...sum.flat().map(Math.abs)) ** 3);
        const inverse = transpose(cross).map((row) => row.map((value) => value / determinant));
        const right = product(w0, grams[0] ?? []).map((row, i) =>
          row.map((value, j) => value + (product(w1, grams[1] ?? [])[i]?.[j] ?? 0)),
        );
        const { out } = mergeUnit(
          {
            method: 'regmean',
            models: [w0.flat(), w1.flat()],
            shape: [4, 3],
            shared: { off_diagonal: 1 },
            statistics: grams.map((gram) => statistic(gram.flat(), [3, 3])),
          },
          cut === 0 ? [] : [3 * cut],
        );
        close(out, product(right, inverse).flat(), 1e-4);
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  const gram = [4, 2, 2, 3];

  test('gives the model itself where all models are the same', () => {
    const model = [1, 2, 3, 4, 5, 6];
    const statistics = [statistic(gram, [2, 2]), statistic([1, 0, 0, 9], [2, 2])];
    close(mergeUnit({ method: 'regmean', models: [model, model], shape: [3, 2], statistics }).out, model, 1e-6);
  });

  test('averages plainly over an input that no model has ever seen', () => {
    const statistics = [statistic([4, 0, 0, 0], [2, 2]), statistic([12, 0, 0, 0], [2, 2])];
    const models = [
      [1, 1],
      [5, 5],
    ];
    close(mergeUnit({ method: 'regmean', models, shape: [1, 2], statistics }).out, [4, 3], 1e-6);
  });

  test('refuses statistics that determine nothing', async () => {
    const statistics = [statistic([1, 1, 1, 1], [2, 2])];
    const unit: TestUnit = {
      method: 'regmean',
      models: [[1, 2]],
      shape: [1, 2],
      shared: { off_diagonal: 1 },
      statistics,
    };
    await throwsProblem('merge-gram-singular', () => mergeUnit(unit));
  });

  test('averages a tensor that has no statistics', () => {
    close(
      mergeUnit({ method: 'regmean', models: [[1], [2]], perModel: [{ weight: 1 }, { weight: 3 }] }).out,
      [1.75],
      1e-6,
    );
  });
});
