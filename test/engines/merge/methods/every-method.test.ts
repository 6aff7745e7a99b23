import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { methods } from '../../../../src/engines/merge/methods/methods.js';
import { STRIP_ELEMENTS } from '../../../../src/engines/merge/methods/strips.js';
import { methodDeclarations } from '../../../../src/engines/merge/spec/methods.js';
import type { ParameterDeclaration, ParameterValue } from '../../../../src/engines/merge/tensor-merge.js';
import { backends } from '../backends.js';
import { references } from './references.js';
import { keepMasks, mergeUnit, methodOf, outlineOf, type TestUnit } from './run-unit.js';

interface Case {
  readonly unit: TestUnit;
  readonly masks: readonly (readonly number[])[];
}

/** Weights as they come in models, or a few coarse values, so that equal magnitudes and zeros abound. */
function values(elements: number, coarse: boolean): fc.Arbitrary<readonly number[]> {
  const one = coarse
    ? fc.integer({ min: -4, max: 4 }).map((value) => value / 8)
    : fc.integer({ min: -(2 ** 23), max: 2 ** 23 }).map((value) => value / 2 ** 22);
  return fc.array(one, { minLength: elements, maxLength: elements });
}

function parameter(declaration: ParameterDeclaration): fc.Arbitrary<ParameterValue | undefined> {
  switch (declaration.type) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...declaration.choices);
    case 'integer':
      return fc.integer({ min: 0, max: 20 });
    case 'number':
      return sensible[declaration.name] ?? fc.constantFrom(0, 0.1, 0.37, 0.5, 0.8, 1);
    case 'numbers-per-model':
    case 'tensor-names':
    case 'statistics-file':
      return fc.constant(undefined);
  }
}

/** Numbers that a method is meant for, where 0 to 1 isn't what it wants. */
const sensible: Readonly<Record<string, fc.Arbitrary<number>>> = {
  weight: fc.constantFrom(0.3, 0.5, 1, 2, 0.25),
  eps: fc.constant(1e-8),
  tol: fc.constant(1e-5),
  lambda: fc.constantFrom(0.5, 1, 1.4),
  gamma: fc.constantFrom(0, 0.05, 0.3),
  epsilon: fc.constantFrom(0.05, 0.15),
  density: fc.constantFrom(0, 0.2, 0.5, 0.8, 1),
};

function parameters(declarations: readonly ParameterDeclaration[]): fc.Arbitrary<Record<string, ParameterValue>> {
  return fc
    .tuple(...declarations.map((one) => parameter(one).map((value) => [one.name, value] as const)))
    .map((entries) =>
      Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    );
}

function cases(name: string): fc.Arbitrary<Case> {
  const method = methodOf(name);
  const shapes = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 17 })),
    fc.tuple(fc.integer({ min: 1, max: 60 })),
  );
  const { minimum, maximum = Math.max(minimum, 4) } = method.inputs;
  return fc
    .record({ shape: shapes, inputs: fc.integer({ min: minimum, max: Math.min(maximum, 4) }), coarse: fc.boolean() })
    .chain(({ shape, inputs, coarse }) => {
      const elements = shape.reduce<number>((product, length) => product * length, 1);
      const bases = method.base.startsWith('required') ? [true] : method.base === 'optional' ? [true, false] : [false];
      return fc
        .record({
          base: fc.constantFrom(...bases).chain((has) => values(has ? elements : 0, coarse)),
          models: fc.array(values(elements, coarse), { minLength: inputs, maxLength: inputs }),
          masks: fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: elements, maxLength: elements }), {
            minLength: inputs,
            maxLength: inputs,
          }),
          perModel: fc.array(parameters(method.perModel), { minLength: inputs, maxLength: inputs }),
          shared: parameters(method.shared),
        })
        .map(({ base, models, masks, perModel, shared }) => ({
          masks,
          unit: {
            method: name,
            models,
            shape,
            perModel,
            shared,
            keep: keepMasks(masks),
            ...(base.length > 0 ? { base } : {}),
          },
        }));
    });
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

/** Bits, with all NaN alike. */
const bits = (array: Float32Array): readonly number[] =>
  [...new Uint32Array(array.slice().buffer)].map((value, i) => (Number.isNaN(array[i]) ? -1 : value));

for (const backend of backends()) {
  describe(`every method on the ${backend.name} kernels`, () => {
    for (const name of methods.keys()) {
      test(`${name}: the result does not depend on where the chunks are cut, to the bit`, () => {
        fc.assert(
          fc.property(cases(name), cuts, ({ unit }, lengths) => {
            if (problemsOf(unit) > 0) {
              return;
            }
            const whole = attempt({ ...unit, backend: backend.create() });
            const cut = attempt({ ...unit, backend: backend.create() }, lengths);
            assert.deepEqual(cut && bits(cut.out), whole && bits(whole.out));
            assert.deepEqual(cut?.balances, whole?.balances);
          }),
          { seed: 5, numRuns: 60 },
        );
      });

      test(`${name}: the result is that of the naive float64 reference, within float32 rounding`, () => {
        let compared = 0;
        fc.assert(
          fc.property(cases(name), ({ unit, masks }) => {
            const outline = outlineOf(unit);
            const merged = problemsOf(unit) > 0 ? undefined : attempt({ ...unit, backend: backend.create() });
            if (merged === undefined) {
              return;
            }
            const expected = references[name]?.({
              base: Array.from(unit.base ?? []),
              models: unit.models.map((model) => Array.from(model)),
              shape: outline.shape,
              masks,
              perModel: outline.perModel as readonly Readonly<Record<string, number>>[],
              shared: outline.shared as never,
            });
            assert.ok(expected !== undefined, 'the method has a reference');
            for (const [i, value] of expected.entries()) {
              const got = merged.out[i] ?? Number.NaN;
              assert.ok(
                Math.abs(got - value) <= 3e-6 + 2e-5 * Math.abs(value),
                `element ${i}: ${got}, expected ${value}`,
              );
            }
            compared++;
          }),
          { seed: 6, numRuns: 80 },
        );
        assert.ok(compared > 40, `only ${compared} cases could be compared`);
      });
    }
  });
}

describe('units of several strips', () => {
  const rows = 40;
  const columns = 1031;
  const wave = (k: number): Float32Array =>
    Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * (1 + k / 7)) + (i % (k + 2)) / 8);
  const keep = keepMasks([0, 1, 2].map((k) => wave(k).map((value) => (value > 0 ? 1 : 0))));

  for (const method of methods.values()) {
    test(`${method.name}: strips and chunks may begin anywhere, and both kernels agree, to the bit`, () => {
      const inputs = method.inputs.maximum === 1 ? 1 : method.inputs.maximum === 2 ? 2 : 3;
      const unit: TestUnit = {
        method: method.name,
        models: Array.from({ length: inputs }, (_, k) => wave(k)),
        shape: [rows, columns],
        perModel: Array.from({ length: inputs }, () => ({ weight: 0.4, density: 0.3, gamma: 0.1 })),
        shared: { t: 0.01, select_topk: 0.3, filter_wise: false, ratio: 0.3 },
        keep,
        ...(method.base.startsWith('required') ? { base: wave(5) } : {}),
      };
      const expected = mergeUnit(unit);
      for (const backend of backends()) {
        const got = mergeUnit({ ...unit, backend: backend.create() }, [5000, STRIP_ELEMENTS + 1, 7, 20000]);
        assert.ok(Buffer.from(got.out.buffer).equals(Buffer.from(expected.out.buffer)));
        assert.deepEqual(got.balances, expected.balances);
      }
      assert.ok(new Set(expected.out).size > 1000, 'the result is not constant');
    });
  }
});

test('what a file may name and what there is are the same methods', () => {
  assert.deepEqual([...methods.keys()].sort(), methodDeclarations.map(({ name }) => name).sort());
});

function problemsOf(unit: TestUnit): number {
  return methodOf(unit.method).check(outlineOf(unit)).length;
}

/** Undefined where the data have no result by the method's own rule (directions that cancel). */
function attempt(unit: TestUnit, lengths: readonly number[] = []): ReturnType<typeof mergeUnit> | undefined {
  try {
    return mergeUnit(unit, lengths);
  } catch (thrown) {
    assert.ok(thrown instanceof Error && thrown.message === 'merge-directions-cancel', String(thrown));
    return undefined;
  }
}
