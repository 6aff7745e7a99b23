import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { makePowerTable, powersOfFloats } from '../../../../src/ml/optimizers/kernels/powers.js';

/** `values^exponent` by the table. */
function raise(values: readonly number[], exponent: number): Float64Array {
  const floats = Float32Array.from(values);
  const out = new Float64Array(floats.length);
  powersOfFloats(out, floats, new Uint32Array(floats.buffer), 0, floats.length, makePowerTable(exponent));
  return out;
}

describe('powers of floats', () => {
  test('are within 1e-12 of Math.pow, for every float and exponent', () => {
    const floats = fc.array(fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(floats, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, exponent) => {
        for (const [i, got] of raise(values, exponent).entries()) {
          const expected = Math.fround(values[i] ?? 0) ** exponent;
          assert.ok(Math.abs(got - expected) <= 1e-12 * expected, `${values[i]}^${exponent}: ${got}, not ${expected}`);
        }
      }),
    );
  });

  test('of zero, of the smallest and the largest float, of infinity and of NaN are what Math.pow says', () => {
    const values = [0, 2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127, Number.POSITIVE_INFINITY, Number.NaN];
    for (const [i, got] of raise(values, 0.24).entries()) {
      const expected = (values[i] ?? 0) ** 0.24;
      assert.ok(Object.is(got, expected) || Math.abs(got - expected) <= 1e-12 * expected, `${values[i]}: ${got}`);
    }
  });

  test('are written for a stretch of the vector alone', () => {
    const floats = Float32Array.of(1, 16, 81, 256);
    const out = Float64Array.of(-1, -1, -1);
    powersOfFloats(out, floats, new Uint32Array(floats.buffer), 1, 3, makePowerTable(0.25));
    assert.deepEqual(
      [...out].map((value) => Number(value.toFixed(9))),
      [2, 3, -1],
    );
  });
});
