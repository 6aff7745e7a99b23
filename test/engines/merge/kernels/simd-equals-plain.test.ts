import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { MergeBackend } from '../../../../src/engines/merge/merge-backend.js';
import type { MergeKernels } from '../../../../src/engines/merge/merge-kernels.js';
import { NEAR_INDEX_BITS } from '../../../../src/engines/merge/kernels/near-counts.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';
import { backends } from '../backends.js';

type Values = readonly number[];

/**
 * An argument of a kernel: a number, or an array that the call gets as a copy in its memory. What is left in the room that a
 * kernel works in is its own affair.
 */
type Argument =
  | number
  | boolean
  | undefined
  | readonly { readonly f32: Values }[]
  | { readonly room: 'f32' | 'u32'; readonly length: number }
  | { readonly f32: Values }
  | { readonly f64: Values }
  | { readonly u32: Values }
  | { readonly u8: Values };

/** Numbers of every kind that float32 has, with ties and pairs of opposites. */
const anyFloat = fc.oneof(
  { weight: 4, arbitrary: fc.float({ noNaN: false }) },
  { weight: 4, arbitrary: fc.integer({ min: -4, max: 4 }).map((value) => value / 4) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 1.401298464324817e-45, Math.fround(3.4e38)),
  },
);
/** Numbers as they come in models. */
const tame = fc.float({ min: -8, max: 8, noNaN: true });

interface Inputs {
  /** Arrays of one length. */
  readonly a: Values;
  readonly b: Values;
  readonly c: Values;
  readonly d: Values;
  readonly mask: Values;
  /** A number of the same kind as the elements of the arrays. */
  readonly x: number;
  readonly y: number;
  readonly whole: number;
}

function inputs(float: fc.Arbitrary<number>): fc.Arbitrary<Inputs> {
  return fc.integer({ min: 0, max: 75 }).chain((length) => {
    const array = fc.array(float, { minLength: length, maxLength: length });
    return fc.record({
      a: array,
      b: array,
      c: array,
      d: array,
      mask: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length }),
      x: float.map(Math.fround),
      y: float.map(Math.fround),
      whole: fc.nat(40),
    });
  });
}

const f32 = (values: Values): { readonly f32: Values } => ({ f32: values });
const zeros = (values: Values): Argument => ({ f32: values.map(() => 0) });
const lanes: Argument = { f64: [0.5, 0, -1, 2, 0.25, 0, 0, 7] };
const table: Argument = { u32: new Array<number>(65536).fill(3) };
const figures: Argument = { f64: Array.from({ length: 12 }, (_, i) => i * 1000) };
/** Two rows out of `a` and `b`, and a third of `c`, one after the other with a gap. */
const rows = ({ a, b, c }: Inputs): Argument => ({ f32: [...a, 9, ...b, 9, ...c, 9] });
const stride = ({ a }: Inputs): number => a.length + 1;
/** The empty index of a hash table. */
const index = new Array<number>(2 ** NEAR_INDEX_BITS).fill(0);
/** The 31 low bits of a number that isn't negative, or of the largest one. */
const keyOf = (value: number): number => Math.min(new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0, 0x7f7fffff);
const highOf = (value: number): number => (new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0) >>> 15;

/** How each kernel is called. */
const calls: {
  readonly [Name in keyof MergeKernels]: {
    readonly of: (given: Inputs) => readonly Argument[];
    readonly float?: fc.Arbitrary<number>;
  };
} = {
  subtract: { of: ({ a, b }) => [zeros(a), f32(a), f32(b)] },
  scale: { of: ({ a, x }) => [zeros(a), f32(a), x] },
  addScaled: { of: ({ a, b, x }) => [f32(a), f32(b), x] },
  plusScaled: { of: ({ a, b, x }) => [zeros(a), f32(a), f32(b), x] },
  divide: { of: ({ a, x }) => [zeros(a), f32(a), x] },
  scaleMagnitudes: { of: ({ a, x }) => [zeros(a), f32(a), x] },
  multiply: { of: ({ a, b }) => [zeros(a), f32(a), f32(b)] },
  addProducts: { of: ({ a, b, c }) => [f32(c), f32(a), f32(b)] },
  addDot: { of: ({ a, b, whole }) => [lanes, 4, f32(a), f32(b), whole % 4] },
  addMagnitudes: { of: ({ a, whole }) => [lanes, 4, f32(a), whole % 4] },
  addColumnDots: {
    of: ({ a, b, whole }) => [{ f64: new Array<number>(12).fill(1) }, 5, 7, f32(a), f32(b), whole],
  },
  countMagnitudesHigh: { of: ({ a }) => [table, f32(a)] },
  countMagnitudesLow: { of: ({ a, b }) => [table, f32([...a, ...b, ...a]), highOf(Math.abs(a[0] ?? 0))] },
  countOrderedHigh: { of: ({ a }) => [table, f32(a)] },
  countOrderedLow: { of: ({ a, whole }) => [table, f32(a), 0xbf80 + (whole % 3) * 0x40] },
  countNear: {
    of: ({ a, b, c, whole }) => {
      const [low = 0, high = 0] = [Math.abs(a[0] ?? 0), Math.abs(b[0] ?? 1)].map(keyOf).sort((x, y) => x - y);
      const room = { u32: new Array<number>(whole).fill(0) };
      return [{ u32: [1, 2, 0, 4] }, { u32: index }, room, room, f32([...a, ...b, ...c, ...a]), low, high];
    },
  },
  keepLargest: { of: ({ a, whole }) => [zeros(a), f32(a), Math.abs(a[0] ?? 1), whole === 40 ? Infinity : whole - 2] },
  keepBetween: {
    of: ({ a, b, whole }) => [
      zeros(a),
      f32(a),
      Math.abs(a[0] ?? 0),
      Math.abs(b[0] ?? Infinity),
      { f64: [whole % 5, whole === 40 ? Infinity : whole % 7] },
    ],
  },
  keepWhere: { of: ({ a, mask }) => [zeros(a), f32(a), { u8: mask }] },
  keepWhereNonZero: { of: ({ a, b }) => [zeros(a), f32(a), f32(b)] },
  keepAtLeast: { of: ({ a, b, x }) => [zeros(a), f32(a), f32(b), x] },
  addAgreeing: { of: ({ a, b, c, d, x }) => [f32(c), f32(d), f32(a), f32(b), x] },
  mergeAgreeing: {
    of: (given) => [
      zeros(given.a),
      zeros(given.a),
      zeros(given.a),
      rows(given),
      stride(given),
      3,
      f32([given.x, given.y, given.whole % 2 ? -given.x : 1e-8]),
      given.whole % 4 > 1,
      1e-8,
    ],
  },
  agreeingCoefficients: { of: ({ a, b, c, x }) => [zeros(a), f32(a), f32(b), f32(c), x] },
  keptCoefficients: { of: ({ a, x }) => [zeros(a), f32(a), x] },
  divideAtLeast: { of: ({ a, b }) => [f32(a), f32(b), 1e-12] },
  addAgreeingBalance: {
    of: ({ a, b, c, d, mask, x, whole }) => [
      ...[figures, 1, f32(a), f32(b), f32(c), f32(d), x],
      ...[f32(mask.map((one) => one - 0.5)), whole % 4],
    ],
  },
  addBalance: { of: ({ a, b, c, whole }) => [figures, 1, f32(a), f32(b), f32(c), whole % 4] },
  addConstantBalance: { of: ({ a, b, x, whole }) => [figures, 0, f32(a), x, f32(b), whole % 4] },
  combine: {
    of: ({ a, b, c, d, x, y, whole }) => [
      zeros(a),
      { f64: Array.from({ length: 33 }, (_, i) => i * 1000) },
      [f32(a), f32(b), f32(c)],
      whole % 2 === 0 ? f32(d) : undefined,
      f32([x, y, 0.5]),
      f32([y, x, 2]),
      whole % 3 === 0 ? 1 : 1.7,
      y,
      whole % 4,
      { room: 'f32', length: 1024 },
      { room: 'u32', length: 3 },
    ],
  },
  addDividedBalance: { of: ({ a, b, c, d, x, whole }) => [figures, 0, f32(a), f32(b), f32(d), x, f32(c), whole % 4] },
  signedNormalizedMagnitudes: { of: ({ a, x, y }) => [zeros(a), f32(a), x, y] },
  tanhOfProduct: { of: ({ a, b }) => [zeros(a), f32(a), f32(b)] },
  addTanhOfProduct: { of: ({ a, b, c }) => [f32(c), f32(a), f32(b)] },
  multiplyByIntra: { of: ({ a, b, whole }) => [f32(a), f32(b), whole] },
  clampMagnitudes: { of: ({ a, x, y }) => [zeros(a), f32(a), Math.abs(x), Math.abs(y)] },
  scaleScores: { of: ({ a, x, y }) => [f32(a), x, y] },
  addScored: { of: ({ a, b, c, d, x }) => [f32(c), f32(d), f32(a), f32(b), x] },
  drawBernoulli: {
    of: ({ mask, whole, b }) => [{ u8: mask }, whole * 1e9 + whole, 7 * whole, 0xdeadbeef, (b[0] ?? 0) / 4],
    float: tame,
  },
  drawBernoulliEach: {
    of: ({ mask, whole, b }) => [{ u8: mask }, whole, 0xffffffff, whole, f32(b.map((value) => Math.abs(value) / 4))],
    float: tame,
  },
  varianceOverRows: { of: (given) => [zeros(given.a), rows(given), stride(given), 3] },
  countNonZero: { of: ({ a }) => [f32(a)] },
  countUniqueAndShared: {
    of: (given) => [{ f64: [1, 2, 3, 4, 5, 6] }, rows(given), stride(given), 3, given.a.length, 0.25],
  },
  mergeUniqueAndShared: {
    of: (given) => [
      zeros(given.a),
      f32(new Array<number>(3 * stride(given)).fill(5)),
      rows(given),
      stride(given),
      3,
      0.25,
      f32([1.5, 1.25, 1]),
    ],
  },
  nearnessWeights: { of: ({ a, x }) => [zeros(a), f32(a), x] },
  interpolateEach: { of: ({ a, b, c }) => [zeros(a), f32(a), f32(b), f32(c)] },
  countNonFinite: {
    of: ({ a, whole }) => [f32(a), [65520, (2 - 2 ** -8) * 2 ** 127, Infinity][whole % 3] ?? 0, { f64: [1, 2] }],
  },
};

type Called = (...given: readonly unknown[]) => unknown;

/** Calls a kernel with copies of the arguments in the backend's memory; the arrays afterwards, and what it returned. */
function call(backend: MergeBackend, name: keyof MergeKernels, args: readonly Argument[]): readonly unknown[] {
  const allocate = { f32: 'float32', f64: 'float64', u32: 'uint32', u8: 'uint8' } as const;
  const inMemory = (argument: Argument): unknown => {
    if (typeof argument !== 'object') {
      return argument;
    }
    if (isList(argument)) {
      return argument.map(inMemory);
    }
    if ('room' in argument) {
      return backend.memory[allocate[argument.room]](argument.length);
    }
    const [kind, values] = Object.entries(argument)[0] as ['f32' | 'f64' | 'u32' | 'u8', Values];
    const array = backend.memory[allocate[kind]](values.length);
    array.set(values);
    return array;
  };
  const given = args.map(inMemory);
  const returned = (backend.kernels[name] as Called)(...given);
  const compared = given.filter((_, i) => !isRoom(args[i]));
  return [returned, ...compared.map((one) => (ArrayBuffer.isView(one) ? bitsOf(one) : one))];
}

function isList(argument: Argument): argument is readonly { readonly f32: Values }[] {
  return Array.isArray(argument);
}

function isRoom(argument: Argument): boolean {
  return typeof argument === 'object' && 'room' in argument;
}

/** All NaN alike; the sign of zero counts. */
function bitsOf(array: ArrayBufferView): readonly unknown[] {
  const values = Array.from(array as unknown as ArrayLike<number>);
  return values.map((value) => (Number.isNaN(value) ? 'NaN' : Object.is(value, -0) ? '-0' : value));
}

for (const other of backends().filter(({ name }) => name !== 'plain')) {
  describe(`the ${other.name} kernels give the bits of the plain ones`, () => {
    for (const [name, { of, float = anyFloat }] of Object.entries(calls)) {
      test(name, () => {
        fc.assert(
          fc.property(inputs(float), (given) => {
            const expected = call(plainBackend, name as keyof MergeKernels, of(given));
            const got = call(other.create(), name as keyof MergeKernels, of(given));
            assert.deepEqual(got, expected);
          }),
          { seed: 3, numRuns: name.startsWith('count') ? 60 : 300 },
        );
      });
    }

    for (const dtype of ['BF16', 'F16', 'F32'] as const) {
      test(`decoding and encoding ${dtype}`, () => {
        const patterns = Uint16Array.from({ length: 0x1_0003 }, (_, i) => i);
        const length = dtype === 'F32' ? patterns.length >> 1 : patterns.length;
        const [expected, got] = [plainBackend, other.create()].map((backend) => {
          const raw = backend.memory.uint8(length * (dtype === 'F32' ? 4 : 2));
          raw.set(new Uint8Array(patterns.buffer, 0, raw.length));
          const decoded = backend.memory.float32(length);
          backend.decode(raw, dtype, decoded);
          return new Uint32Array(decoded.slice().buffer);
        });
        assert.deepEqual(got, expected);
        fc.assert(
          fc.property(fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 100 }), (bits) => {
            const values = [
              ...bits,
              // halves of the last place, where ties are rounded
              ...bits.map((one) => ((one & 0xffff_0000) | 0x8000) >>> 0),
              ...bits.map((one) => ((one & 0xffff_e000) | 0x1000) >>> 0),
              // the range of half precision with its subnormals
              ...bits.map((one) => ((one & 0x8fff_ffff) | 0x3000_0000) >>> 0),
            ];
            const [expected, got] = [plainBackend, other.create()].map((backend) => {
              const floats = backend.memory.float32(values.length);
              new Uint32Array(floats.buffer, floats.byteOffset, floats.length).set(values);
              const out = backend.memory.uint8(values.length * (dtype === 'F32' ? 4 : 2));
              backend.encode(floats, dtype, out);
              return [...out];
            });
            assert.deepEqual(got, expected);
          }),
          { seed: 4 },
        );
      });
    }
  });
}

test('the SIMD kernels refuse arrays of another memory', () => {
  const [, simd] = backends();
  const backend = simd?.create() ?? plainBackend;
  const own = backend.memory.float32(4);
  assert.throws(() => {
    backend.kernels.subtract(own, own, new Float32Array(4));
  }, TypeError);
});
