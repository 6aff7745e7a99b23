import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Dtype, FloatDtype } from '../../../src/ml/tensors/dtypes.js';
import {
  bitsOf,
  bytesOf,
  decodeToFloat32,
  encodeFromFloat32,
  isDtype,
  isFloatDtype,
  isIntegerDtype,
} from '../../../src/ml/tensors/dtypes.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const everyPattern = Uint16Array.from({ length: 0x1_0000 }, (_, i) => i);

/** A half's value by the definition in IEEE 754, in double arithmetic. */
function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function bfloatValue(pattern: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, pattern);
  return view.getFloat32(0);
}

function decode(dtype: Dtype, bytes: Uint8Array, elements: number): Float32Array {
  const out = new Float32Array(elements);
  decodeToFloat32(bytes, dtype, out);
  return out;
}

function encode(dtype: FloatDtype, values: Float32Array): Uint8Array {
  const out = new Uint8Array(bytesOf(dtype, values.length));
  encodeFromFloat32(values, dtype, out);
  return out;
}

const bitsOfFloat = (values: Float32Array): readonly number[] => [...new Uint32Array(values.slice().buffer)];

/** The finite patterns of a 16-bit float in ascending order of their values, with what rounds to infinity as the last. */
function ascending(
  value: (pattern: number) => number,
): readonly { readonly pattern: number; readonly value: number }[] {
  return [...everyPattern.subarray(0, 0x8000)]
    .map((pattern) => ({ pattern, value: value(pattern) }))
    .filter((one) => Number.isFinite(one.value));
}

/** The nearest pattern to a magnitude by comparing distances, ties to the even one; past the largest by its last step. */
function nearest(table: ReturnType<typeof ascending>, infinity: number, magnitude: number): number {
  let low = 0;
  let high = table.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table[middle]?.value ?? 0) <= magnitude) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const below = table[low] ?? { pattern: 0, value: 0 };
  const step = below.value - (table[low - 1]?.value ?? 0);
  const above = table[low + 1] ?? { pattern: infinity, value: below.value + step };
  const [down, up] = [magnitude - below.value, above.value - magnitude];
  return down < up || (down === up && below.pattern % 2 === 0) ? below.pattern : above.pattern;
}

const narrow = [
  { dtype: 'F16', value: halfValue, infinity: 0x7c00 },
  { dtype: 'BF16', value: bfloatValue, infinity: 0x7f80 },
] as const;

for (const { dtype, value, infinity } of narrow) {
  describe(dtype, () => {
    test('every pattern decodes to the value that its definition gives', () => {
      const decoded = decode(dtype, new Uint8Array(everyPattern.buffer), everyPattern.length);
      for (const pattern of everyPattern) {
        assert.ok(Object.is(decoded[pattern], value(pattern)), `pattern ${pattern.toString(16)}`);
      }
    });

    test('every pattern comes back bit for bit, NaN payloads included', () => {
      const decoded = decode(dtype, new Uint8Array(everyPattern.buffer), everyPattern.length);
      assert.deepEqual(new Uint16Array(encode(dtype, decoded).buffer), everyPattern);
    });

    test('rounds to the nearest, ties to even, beyond the largest to infinity', () => {
      const table = ascending(value);
      const anyFloat = fc.integer({ min: 0, max: 0x7f7f_ffff });
      // What lies exactly between two neighbours, or next to it, is where rounding goes wrong.
      const nearTie = fc
        .tuple(fc.integer({ min: 0, max: table.length - 2 }), fc.integer({ min: -1, max: 1 }))
        .map(([i, offset]) => {
          const middle = Float32Array.of(((table[i]?.value ?? 0) + (table[i + 1]?.value ?? 0)) / 2);
          return Math.max(0, (new Uint32Array(middle.buffer)[0] ?? 0) + offset);
        });
      fc.assert(
        fc.property(fc.oneof(anyFloat, nearTie), fc.boolean(), (bits, isNegative) => {
          const source = new Float32Array(Uint32Array.of(bits | (isNegative ? 0x8000_0000 : 0)).buffer);
          const [encoded] = new Uint16Array(encode(dtype, source).buffer);
          const magnitude = Math.abs(source[0] ?? 0);
          assert.equal(encoded, nearest(table, infinity, magnitude) | (isNegative ? 0x8000 : 0));
        }),
        { seed: 2, numRuns: 20_000 },
      );
    });

    test('a NaN stays one, with its sign, whatever its payload', () => {
      const patterns = Uint32Array.of(0x7f800001, 0xff800001, 0x7fc00000, 0xffffffff, 0x7f801fff, 0x7fa00000);
      const encoded = new Uint16Array(encode(dtype, new Float32Array(patterns.buffer)).buffer);
      encoded.forEach((pattern, i) => {
        assert.ok(Number.isNaN(value(pattern)), `pattern ${pattern.toString(16)}`);
        assert.equal(pattern >>> 15, (patterns[i] ?? 0) >>> 31);
      });
    });
  });
}

test('halves at the edges: the largest, what overflows, subnormals, and half of the smallest', () => {
  const values = Float32Array.of(
    65504,
    65519.996,
    65520,
    2 ** -14,
    2 ** -24,
    2 ** -25,
    2 ** -25 * 1.0001,
    1.5 * 2 ** -24,
    -0,
  );
  const expected = [0x7bff, 0x7bff, 0x7c00, 0x0400, 0x0001, 0x0000, 0x0001, 0x0002, 0x8000];
  assert.deepEqual([...new Uint16Array(encode('F16', values).buffer)], expected);
});

const references: readonly {
  readonly dtype: Dtype;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}[] = [
  { dtype: 'F32', bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  { dtype: 'F64', bytes: 8, read: (view, at) => Math.fround(view.getFloat64(at, true)) },
  { dtype: 'U8', bytes: 1, read: (view, at) => view.getUint8(at) },
  { dtype: 'I8', bytes: 1, read: (view, at) => view.getInt8(at) },
  { dtype: 'I16', bytes: 2, read: (view, at) => view.getInt16(at, true) },
  { dtype: 'U16', bytes: 2, read: (view, at) => view.getUint16(at, true) },
  { dtype: 'I32', bytes: 4, read: (view, at) => Math.fround(view.getInt32(at, true)) },
  { dtype: 'U32', bytes: 4, read: (view, at) => Math.fround(view.getUint32(at, true)) },
  { dtype: 'I64', bytes: 8, read: (view, at) => nearestFloat32(view.getBigInt64(at, true)) },
  { dtype: 'U64', bytes: 8, read: (view, at) => nearestFloat32(view.getBigUint64(at, true)) },
];

/** An integer rounded once, in integer arithmetic, to the 24 significant bits of a float32, ties to even. */
function nearestFloat32(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  const excess = BigInt(Math.max(0, magnitude.toString(2).length - 24));
  const unit = 1n << excess;
  const kept = magnitude / unit;
  const rest = magnitude % unit;
  const roundsUp = rest * 2n > unit || (rest * 2n === unit && excess > 0n && kept % 2n === 1n);
  const rounded = Number(kept + (roundsUp ? 1n : 0n)) * Number(unit);
  return value < 0n ? -rounded : rounded;
}

for (const { dtype, bytes, read } of references) {
  test(`${dtype} decodes as DataView reads it, at any offset in memory`, () => {
    const element = fc.uint8Array({ minLength: bytes, maxLength: bytes });
    fc.assert(
      fc.property(fc.array(element, { maxLength: 20 }), fc.integer({ min: 0, max: 8 }), (elements, offset) => {
        const memory = new Uint8Array(offset + elements.length * bytes);
        elements.forEach((one, i) => {
          memory.set(one, offset + i * bytes);
        });
        const view = new DataView(memory.buffer, offset);
        const expected = Float32Array.from(elements, (_, i) => read(view, i * bytes));
        const decoded = decode(dtype, memory.subarray(offset), elements.length);
        assert.deepEqual([...decoded], [...expected]);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
}

test('64-bit integers at a tie are rounded once, not by way of a double', () => {
  const tie = 2n ** 60n + 2n ** 36n; // exactly between two float32
  const integers = BigInt64Array.of(tie, tie + 1n, tie - 1n, -tie - 1n, 2n ** 63n - 1n, -(2n ** 63n));
  const decoded = decode('I64', new Uint8Array(integers.buffer), integers.length);
  assert.deepEqual([...decoded], [...integers].map(nearestFloat32));
  assert.deepEqual([...decoded.subarray(0, 2)], [2 ** 60, 2 ** 60 + 2 ** 37]);
});

test('truth values are 0 and 1, whatever byte stands for true', () => {
  assert.deepEqual([...decode('BOOL', Uint8Array.of(0, 1, 255), 3)], [0, 1, 1]);
});

test('F32 and F64 keep every float32, NaN payloads of F32 bit for bit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 64 }), fc.integer({ min: 0, max: 7 }), (raw, offset) => {
      const values = new Float32Array(raw.slice(0, raw.length & ~3).buffer);
      for (const dtype of ['F32', 'F64'] as const) {
        const memory = new Uint8Array(offset + bytesOf(dtype, values.length));
        encodeFromFloat32(values, dtype, memory.subarray(offset));
        const back = decode(dtype, memory.subarray(offset), values.length);
        assert.deepEqual([...back], [...values]);
        if (dtype === 'F32') {
          assert.deepEqual(bitsOfFloat(back), bitsOfFloat(values));
        }
      }
    }),
    { seed: 4 },
  );
});

test('refuses types that it cannot compute with, by name', async () => {
  for (const dtype of ['F8_E4M3', 'C64', 'F4'] as const) {
    const bytes = new Uint8Array(bytesOf(dtype, 2));
    const told = await throwsProblem('dtype-unsupported', () => decode(dtype, bytes, 2));
    assert.equal(told.arguments.dtype, dtype);
  }
});

test('a buffer of another size is a mistake of the caller', () => {
  assert.throws(() => decode('F32', new Uint8Array(7), 2), RangeError);
  assert.throws(() => {
    encodeFromFloat32(new Float32Array(2), 'BF16', new Uint8Array(3));
  }, RangeError);
});

test('knows the types by name and size, and no names of objects', () => {
  assert.equal(bitsOf('F6_E2M3'), 6);
  assert.equal(bytesOf('F4', 3), 2);
  assert.equal(bytesOf('BF16', 3), 6);
  assert.ok(isDtype('F8_E4M3') && !isDtype('f32') && !isDtype('toString') && !isDtype('__proto__'));
  assert.ok(isFloatDtype('BF16') && !isFloatDtype('F8_E5M2') && !isFloatDtype('I64'));
  assert.ok(isIntegerDtype('BOOL') && isIntegerDtype('U64') && !isIntegerDtype('F8_E8M0') && !isIntegerDtype('C64'));
});
