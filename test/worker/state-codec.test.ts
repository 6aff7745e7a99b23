import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decodeState, encodeState } from '../../src/worker/state-codec.js';

const typedArray = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int8Array(),
  fc.int16Array(),
  fc.int32Array(),
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
);

const { state } = fc.letrec((tie) => ({
  state: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    typedArray,
    fc.array(tie('state'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'toString')), tie('state'), { maxKeys: 4 }),
  ),
}));

test('a state comes back as it was, typed arrays, NaN, minus zero and odd keys included', () => {
  fc.assert(
    fc.property(state, (value) => {
      assert.deepEqual(decodeState(encodeState(value)), withPlainPrototypes(value));
    }),
    { seed: 3, numRuns: 1000 },
  );
});

test('what is encoded does not change with what it was made from', () => {
  const values = Float32Array.of(1, 2);
  const encoded = encodeState({ values });
  values[0] = 9;
  assert.deepEqual(decodeState(encoded), { values: Float32Array.of(1, 2) });
});

test('views of part of a buffer are kept as that part', () => {
  const part = new Float32Array(Float32Array.of(1, 2, 3, 4).buffer, 4, 2);
  assert.deepEqual(decodeState(encodeState(part)), Float32Array.of(2, 3));
});

test('what is no plain data is refused', () => {
  for (const value of [() => 1, Symbol('x'), new Map(), new Date(0), { deep: [new Error('x')] }, 5n]) {
    assert.throws(() => encodeState(value), TypeError);
  }
});

test('whatever is cut off a state, it is not taken for whole', () => {
  const whole = encodeState({ step: 3, values: Float64Array.of(1, 2, 3) });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeState(whole.slice(0, length)));
  }
});

/** fast-check gives some objects no prototype; a decoded object has the usual one. */
function withPlainPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withPlainPrototypes);
  }
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlainPrototypes(item)]));
  }
  return value;
}

test('bytes that a file was read into are decoded as well', () => {
  const state = { step: 3, weights: Float32Array.of(1, 2, 3), moments: Float64Array.of(4, 5) };
  assert.deepEqual(decodeState(Buffer.from(encodeState(state))), state);
});
