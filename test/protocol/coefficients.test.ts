import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { emptyCoefficients, reduceCoefficients } from '../../src/protocol/coefficients.js';
import { problem } from '../../src/base/errors.js';
import type { EmittedEvent } from '../../src/protocol/events.js';
import { attemptsOf, inBatches, whatCounts } from './attempts.js';

/** A fraction that survives JSON. */
const fraction = fc.float({ min: 0, max: 1, noNaN: true }).map((x) => (x === 0 ? 0 : x));
const balance = fc.record({ coefficient: fraction, kept: fraction, share: fraction, agreement: fraction });

const emitted: fc.Arbitrary<EmittedEvent> = fc.oneof(
  fc.record({
    type: fc.constant('merge/tasks' as const),
    method: fc.constantFrom('pcb', 'ties'),
    tasks: fc.array(fc.record({ label: fc.string(), model: fc.string() }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('merge/tensor' as const),
    tensor: fc.string(),
    shape: fc.array(fc.nat(100), { maxLength: 3 }),
    dtype: fc.constantFrom('F32', 'BF16'),
    layer: fc.nat(40),
    module: fc.string(),
    tasks: fc.array(balance, { maxLength: 4 }),
    nan: fc.nat(3),
    infinite: fc.nat(3),
  }),
  fc.record({ type: fc.constant('merge/tensor' as const), tensor: fc.nat() }),
  fc.record({
    type: fc.constant('merge/module' as const),
    module: fc.string(),
    shape: fc.array(fc.nat(100), { maxLength: 2 }),
    rank: fc.oneof(fc.nat(9), fc.constant(-1)),
    energy: fraction,
    error: fraction,
  }),
  fc.record(
    {
      type: fc.constant('merge/candidate' as const),
      role: fc.constantFrom('base', 'input', 'trial'),
      label: fc.string(),
      values: fc.dictionary(fc.string(), fraction),
      score: fraction,
      isRemembered: fc.boolean(),
      seconds: fraction,
    },
    { requiredKeys: ['type', 'role', 'label', 'values', 'seconds'] },
  ),
  fc.record({ type: fc.constant('merge/chosen' as const), candidate: fc.nat(9), metric: fc.constant('accuracy') }),
  fc.record({ type: fc.constant('phase' as const), phase: fc.constantFrom('merge/statistics', 'merge/write') }),
  fc.record({
    type: fc.constant('progress' as const),
    done: fc.nat(9),
    total: fc.nat(9),
    unit: fc.constant('tensors'),
  }),
  fc.record({
    type: fc.constant('log' as const),
    level: fc.constant('warning' as const),
    problem: fc.constant(problem('disk-full', {})),
  }),
  fc.record({
    type: fc.constant('result' as const),
    figures: fc.array(fc.record({ name: fc.string(), value: fc.nat() }), { maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    problems: fc.array(fc.constant(problem('disk-full', {})), { minLength: 1, maxLength: 2 }),
  }),
);

const log = attemptsOf(emitted);
const reducer = { empty: emptyCoefficients, reduce: reduceCoefficients };

describe('the state of the coefficients view', () => {
  it('is the same replayed at once and followed in any batches', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(7), { maxLength: 30 }), (events, sizes) => {
        assert.deepEqual(inBatches(reducer, events, sizes), reduceCoefficients(emptyCoefficients, events));
      }),
      { seed: 3 },
    );
  });

  it('is as if what a resume dropped had never been there', () => {
    fc.assert(
      fc.property(log, (events) => {
        const expected = reduceCoefficients(emptyCoefficients, whatCounts(events));
        assert.deepEqual(reduceCoefficients(emptyCoefficients, events), expected);
      }),
      { seed: 4 },
    );
  });

  it('leaves the state that it is given as it was', () => {
    fc.assert(
      fc.property(log, log, (before, after) => {
        const state = reduceCoefficients(emptyCoefficients, before);
        const unchanged = JSON.stringify(state);
        reduceCoefficients(state, after);
        assert.equal(JSON.stringify(state), unchanged);
      }),
      { seed: 5 },
    );
  });

  it('counts records that are not what their type says, and leaves them out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (tensor, tasks) => {
        const state = reduceCoefficients(emptyCoefficients, [
          { type: 'merge/tensor', tensor, tasks, shape: [1], dtype: 'F32', module: 'm', nan: 0, seq: 1, at: 0 },
          { type: 'merge/tasks', method: tensor, tasks: [tasks], seq: 2, at: 0 },
        ]);
        assert.equal(state.tensors.length, 0);
        assert.equal(state.tasks.length, 0);
        assert.equal(state.skipped, 2);
      }),
      { seed: 6 },
    );
  });

  it('takes a tensor that is called __proto__ for a name like any other', () => {
    const row = { tensor: '__proto__', shape: [2], dtype: 'F32', module: '__proto__', tasks: [], nan: 0, infinite: 0 };
    const state = reduceCoefficients(emptyCoefficients, [{ type: 'merge/tensor', ...row, seq: 1, at: 0 }]);
    assert.equal(state.tensors[0]?.tensor, '__proto__');
  });
});
