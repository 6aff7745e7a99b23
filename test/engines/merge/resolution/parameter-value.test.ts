import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateParameter, resolveParameters } from '../../../../src/engines/merge/resolution/parameter-value.js';

const at = (position: number, tensor = 'model.layers.0.mlp.up_proj.weight') => ({ position, tensor });

test('a gradient is interpolated linearly at t (n - 1)', () => {
  assert.equal(evaluateParameter([0, 1, 0.2], at(0)), 0);
  assert.equal(evaluateParameter([0, 1, 0.2], at(0.25)), 0.5);
  assert.equal(evaluateParameter([0, 1, 0.2], at(0.5)), 1);
  assert.equal(evaluateParameter([0, 1, 0.2], at(1)), 0.2);
  assert.equal(evaluateParameter([3], at(0.7)), 3);
});

test('of booleans and words the element trunc(t (n - 1)) counts', () => {
  const words = ['a', 'b', 'c'];
  assert.deepEqual(
    [0, 0.49, 0.5, 0.99, 1].map((t) => evaluateParameter(words, at(t))),
    ['a', 'a', 'b', 'b', 'c'],
  );
  assert.equal(evaluateParameter([true, false], at(0.9)), true);
  assert.equal(evaluateParameter([true, false], at(1)), false);
});

test('a gradient stays between its least and largest value and meets its points', () => {
  const value = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, t) => {
        const found = evaluateParameter(list, at(t));
        assert.ok(typeof found === 'number');
        assert.ok(found >= Math.min(...list) - 1e-12 && found <= Math.max(...list) + 1e-12);
        for (const [i, point] of list.entries()) {
          const exact = evaluateParameter(list, at(list.length === 1 ? 0 : i / (list.length - 1)));
          assert.ok(typeof exact === 'number' && Math.abs(exact - point) <= 1e-12);
        }
      },
    ),
    { seed: 3 },
  );
});

test('of filters the first match counts; no filter, null and * match any tensor', () => {
  const setting = [{ filter: 'self_attn', value: [0, 1] }, { filter: 'mlp', value: 0.7 }, { value: 0.5 }];
  assert.equal(evaluateParameter(setting, at(1, 'layers.3.self_attn.q.weight')), 1);
  assert.equal(evaluateParameter(setting, at(1)), 0.7);
  assert.equal(evaluateParameter(setting, at(0, 'norm.weight')), 0.5);
  assert.equal(evaluateParameter([{ filter: null, value: 2 }], at(0)), 2);
  assert.equal(evaluateParameter([{ filter: '*', value: 2 }], at(0)), 2);
  assert.equal(evaluateParameter([{ filter: 'nowhere', value: 2 }], at(0)), undefined);
});

const weight = { name: 'weight', type: 'number' } as const;
const density = { name: 'density', type: 'number', default: 1 } as const;

test('the nearest level counts, then the next whose filters match, then the default', () => {
  const levels = [{ weight: [{ filter: 'mlp', value: 1 }] }, undefined, { weight: 2, density: 0.3 }, { weight: 3 }];
  assert.deepEqual(resolveParameters([weight, density], levels, at(0)).values, { weight: 1, density: 0.3 });
  assert.deepEqual(resolveParameters([weight, density], levels, at(0, 'norm.weight')).values, {
    weight: 2,
    density: 0.3,
  });
  assert.deepEqual(resolveParameters([density], [{}], at(0)).values, { density: 1 });
});

test('a required parameter that no level gives is named; an optional one is left out', () => {
  const optional = { name: 'lambdas', type: 'numbers-per-model', optional: true } as const;
  const { values, missing } = resolveParameters(
    [weight, optional],
    [{ weight: [{ filter: 'x', value: 1 }] }],
    at(0, 'y'),
  );
  assert.deepEqual(values, {});
  assert.deepEqual(missing, ['weight']);
});

test('lists that are one value are not gradients', () => {
  const declarations = [
    { name: 'lambdas', type: 'numbers-per-model', optional: true },
    { name: 'exclude', type: 'tensor-names', optional: true },
  ] as const;
  const { values } = resolveParameters(declarations, [{ lambdas: [1, 2], exclude: ['a', 'b'] }], at(0));
  assert.deepEqual(values, { lambdas: [1, 2], exclude: ['a', 'b'] });
});

test('a name that every object has is no parameter', () => {
  const declaration = { name: 'constructor', type: 'number', optional: true } as const;
  assert.deepEqual(resolveParameters([declaration], [{}], at(0)), { values: {}, missing: [] });
});
