import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { fisherAverage } from '../../src/engines/merge/methods/fisher.js';
import { regmeanAverage } from '../../src/engines/merge/methods/regmean.js';
import { goldenFolder } from './golden-folder.js';

type Matrix = readonly (readonly number[])[];

/** The part of the file that is about averages by statistics. */
interface GoldenStatistics {
  readonly fisher: {
    readonly weights: readonly Matrix[];
    readonly fishers: readonly Matrix[];
    readonly coefficients: readonly number[];
    readonly expected: Matrix;
  };
  readonly regmean: readonly {
    readonly weights: readonly Matrix[];
    readonly grams: readonly Matrix[];
    readonly offDiagonal: number;
    readonly expected: Matrix;
  }[];
}

const { folder, skip } = goldenFolder('evolve');
const file = path.join(folder, 'evolver.json');
const statistics = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly statistics?: GoldenStatistics }).statistics
  : undefined;
const reason = skip === false && statistics === undefined ? 'no statistics in evolve/evolver.json' : skip;

const flat = (matrices: readonly Matrix[]): readonly Float64Array[] =>
  matrices.map((one) => Float64Array.from(one.flat()));

function assertClose(got: Float64Array, expected: Matrix, tolerance: number): void {
  assert.equal(got.length, expected.flat().length);
  for (const [i, value] of expected.flat().entries()) {
    const difference = Math.abs((got[i] ?? Number.NaN) - value);
    assert.ok(difference <= tolerance * Math.max(1, Math.abs(value)), `element ${i}: ${got[i]}, expected ${value}`);
  }
}

describe('averages by statistics', { skip: reason }, () => {
  test('Fisher averages are within 1e-12 of the golden ones', () => {
    const { weights, fishers, coefficients, expected } = statistics?.fisher ?? assert.fail();
    assertClose(fisherAverage(flat(weights), flat(fishers), coefficients), expected, 1e-12);
  });

  for (const [i, { weights, grams, offDiagonal, expected }] of (statistics?.regmean ?? []).entries()) {
    test(`RegMean average ${i} is within 1e-8 of the golden one`, () => {
      const size = expected[0]?.length ?? 0;
      assertClose(regmeanAverage(flat(weights), flat(grams), { size, offDiagonal }), expected, 1e-8);
    });
  }
});
