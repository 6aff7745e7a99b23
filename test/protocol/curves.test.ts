import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { problem } from '../../src/base/errors.js';
import { emptyCurves, epochOfStep, reduceCurves } from '../../src/protocol/curves.js';
import type { CurvesState } from '../../src/protocol/curves.js';
import type { EmittedEvent, RunEvent } from '../../src/protocol/events.js';
import { begun, checkpoint, spikes, trainLog } from '../fakes/train-log.js';
import { attemptsOf, inBatches, whatCounts } from './attempts.js';

const emitted: fc.Arbitrary<EmittedEvent> = fc.oneof(
  { weight: 8, arbitrary: metric(fc.constantFrom('loss', 'validation/loss', 'accuracy', 'firing-rate/a')) },
  fc.constant(begun({ firstStep: 0 })),
  fc.record({
    type: fc.constant('train/epoch' as const),
    stage: fc.constantFrom('source', 'target'),
    epoch: fc.integer({ min: 1, max: 9 }),
    step: fc.nat(99),
    seconds: fc.nat(9),
  }),
  fc.record({ step: fc.nat(99), epoch: fc.nat(9), isBest: fc.boolean() }).map((values) => checkpoint(values)),
  fc.nat(99).map((step) => spikes({ step })),
  fc.record({
    type: fc.constant('train/operations' as const),
    step: fc.nat(99),
    synapticOperations: fc.nat(),
    multiplyAccumulates: fc.nat(),
  }),
  fc.record({ type: fc.constant('train/epoch' as const), epoch: fc.jsonValue() }) as fc.Arbitrary<EmittedEvent>,
  fc.constant({ type: 'phase' as const, phase: 'train/epochs' }),
  fc.record({ type: fc.constant('progress' as const), done: fc.nat(9), total: fc.nat(9), unit: fc.constant('steps') }),
  fc.constant({ type: 'log' as const, level: 'warning' as const, problem: problem('disk-full', {}) }),
  fc.record({
    type: fc.constant('failed' as const),
    problems: fc.constant(problem('train-diverged', { step: 3, optimizer: 'sgd' })).map((one) => [one]),
  }),
);

function metric(name: fc.Arbitrary<string>): fc.Arbitrary<EmittedEvent> {
  return fc.record({
    type: fc.constant('metric' as const),
    name,
    step: fc.nat(40),
    value: fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constantFrom(Number.NaN, 1, 2)),
  });
}

const log = attemptsOf(emitted);
/** Times depend on when a dropped attempt ended; everything else is as if it had never been. */
const withoutTimes = (state: CurvesState): unknown => ({
  ...state,
  clock: undefined,
  journal: state.journal.map(({ event }) => event),
  series: [...state.series].map(([name, { points, stride }]) => [
    name,
    stride,
    points.map(({ step, value, seq }) => [step, value, seq]),
  ]),
});

describe('the state of the curves view', () => {
  it('is the same replayed at once and followed in any batches', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(7), { maxLength: 30 }), (events, sizes) => {
        const parts = inBatches({ empty: emptyCurves, reduce: reduceCurves }, events, sizes);
        assert.deepEqual(parts, reduceCurves(emptyCurves, events));
      }),
      { seed: 3 },
    );
  });

  it('is as if what a resume dropped had never been there', () => {
    fc.assert(
      fc.property(log, (events) => {
        const expected = reduceCurves(emptyCurves, whatCounts(events));
        assert.deepEqual(withoutTimes(reduceCurves(emptyCurves, events)), withoutTimes(expected));
      }),
      { seed: 4 },
    );
  });

  it('leaves the state that it is given as it was, also where two go on from it', () => {
    fc.assert(
      fc.property(log, log, log, (before, one, two) => {
        const state = reduceCurves(emptyCurves, before);
        const unchanged = structuredClone(state);
        const first = reduceCurves(state, one);
        const kept = structuredClone(first);
        reduceCurves(state, two);
        assert.deepEqual(state, unchanged);
        assert.deepEqual(first, kept);
      }),
      { seed: 5 },
    );
  });

  it('throws at nothing that a log may hold, and counts what is not what its type says', () => {
    const types = ['train/begun', 'train/epoch', 'train/checkpoint', 'train/spikes', 'train/operations', 'train/other'];
    const hostile = fc.tuple(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 9 }), (records) => {
        const events = records.map(([type, fields], i) => ({ ...fields, type, seq: i + 1, at: 0 }) as RunEvent);
        assert.equal(reduceCurves(emptyCurves, events).skipped, events.length);
      }),
      { seed: 6 },
    );
  });

  it('lets the time stand still between two attempts, and never go back', () => {
    const at = (event: EmittedEvent, seq: number, seconds: number): RunEvent => ({ ...event, seq, at: seconds * 1000 });
    const loss = (step: number): EmittedEvent => ({ type: 'metric', name: 'loss', step, value: 1 });
    const state = reduceCurves(emptyCurves, [
      at(loss(1), 1, 1000),
      at(loss(2), 2, 1010),
      at(loss(3), 3, 1020),
      at({ type: 'resumed', from: 2 }, 3, 9000),
      at(loss(3), 4, 9005),
      at(loss(4), 5, 9001),
    ]);
    assert.deepEqual(
      state.series.get('loss')?.points.map(({ step, seconds }) => [step, seconds]),
      [
        [1, 0],
        [2, 10],
        [3, 15],
        [4, 15],
      ],
    );
  });

  it('names the best checkpoint, also after a resume took a better one back', () => {
    const events = [
      checkpoint({ step: 10, isBest: true }),
      checkpoint({ step: 20, isBest: true }),
      { type: 'resumed' as const, from: 1 },
    ].map((event, i) => ({ ...event, seq: i + 1, at: 0 }));
    assert.equal(reduceCurves(emptyCurves, events.slice(0, 2)).best?.step, 20);
    assert.equal(reduceCurves(emptyCurves, events).best?.step, 10);
  });

  it('holds a million values in bounded memory with their mean, lowest and highest', () => {
    const million = 1_000_000;
    const events = function* (from: number, to: number): Generator<RunEvent> {
      for (let i = from; i < to; i += 1) {
        yield { type: 'metric', name: 'loss', step: i + 1, value: i % 1000, seq: i + 1, at: i };
      }
    };
    let state = emptyCurves;
    for (let from = 0; from < million; from += 50_000) {
      state = reduceCurves(state, [...events(from, from + 50_000)]);
    }
    const points = state.series.get('loss')?.points ?? [];
    assert.ok(points.length <= 65_536, String(points.length));
    assert.equal(
      points.reduce((sum, { count }) => sum + count, 0),
      million,
    );
    const mean = points.reduce((sum, { value, count }) => sum + value * count, 0) / million;
    assert.ok(Math.abs(mean - 499.5) < 1e-9, String(mean));
    assert.equal(Math.min(...points.map(({ low }) => low)), 0);
    assert.equal(Math.max(...points.map(({ high }) => high)), 999);
    assert.equal(points.at(-1)?.step, million);
  });

  it('takes up a whole training', () => {
    const state = reduceCurves(emptyCurves, trainLog({ spiking: true, transfer: true }).events);
    assert.equal(state.skipped, 0);
    assert.deepEqual(
      state.stages.map(({ stage }) => stage),
      ['source', 'target'],
    );
    assert.ok(state.series.size > 5 && state.spikes.length > 0 && state.operations !== undefined);
    assert.ok(state.best?.isBest);
  });
});

describe('epochs of steps', () => {
  it('go on over the stages, each with its own steps in an epoch', () => {
    const stages = [begun({ firstStep: 0, stepsPerEpoch: 10 }), begun({ firstStep: 30, stepsPerEpoch: 20 })];
    assert.deepEqual(
      [0, 5, 30, 40, 70].map((step) => epochOfStep(stages, step)),
      [0, 0.5, 3, 3.5, 5],
    );
    assert.equal(epochOfStep([], 5), undefined);
  });
});
