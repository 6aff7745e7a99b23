import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EmittedEvent } from '../../src/protocol/events.js';
import { emptyLineage, indexOfIndividual, reduceLineage } from '../../src/protocol/lineage.js';
import { partingOf } from '../../src/protocol/lineage-parting.js';
import { evolveBegun, evolveLog, generation, individual } from '../fakes/evolve-log.js';
import { asLog } from '../fakes/stability-log.js';
import { attemptsOf, inBatches, whatCounts } from './attempts.js';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const emitted: fc.Arbitrary<EmittedEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        id: fc.nat(40),
        generation: fc.nat(9),
        slot: fc.nat(3),
        isAccepted: fc.boolean(),
        values: fc.array(number, { maxLength: 3 }),
        donor: fc.array(fc.record({ plus: fc.nat(40), factor: number }), { maxLength: 3 }),
      })
      .map((changes) => individual(changes)),
  },
  {
    weight: 3,
    arbitrary: fc.record({ generation: fc.nat(20), bestScore: number }).map((changes) => generation(changes)),
  },
  fc.boolean().map((maximize): EmittedEvent => evolveBegun({ maximize })),
  fc.jsonValue().map((id): EmittedEvent => ({ type: 'evolve/individual', id })),
  fc.jsonValue().map((scores): EmittedEvent => ({ type: 'evolve/rival', role: 'member', scores })),
  fc.array(fc.nat(40)).map((individuals): EmittedEvent => ({ type: 'evolve/chosen', individuals, reason: 'calls' })),
  fc.nat(9).map((done): EmittedEvent => ({ type: 'progress', done, total: 9, unit: 'generations' })),
);
const log = attemptsOf(emitted);
const reducer = { empty: emptyLineage, reduce: reduceLineage };

describe('the state of an evolution', () => {
  it('is the same replayed at once and followed in any batches', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(7), { maxLength: 30 }), (events, sizes) => {
        assert.deepEqual(inBatches(reducer, events, sizes), reduceLineage(emptyLineage, events));
      }),
      { seed: 3 },
    );
  });

  it('is as if what a resume dropped had never been there', () => {
    fc.assert(
      fc.property(log, (events) => {
        const expected = reduceLineage(emptyLineage, whatCounts(events));
        assert.deepEqual(reduceLineage(emptyLineage, events), expected);
      }),
      { seed: 4 },
    );
  });

  it('leaves the state before a batch as it was', () => {
    const { events } = evolveLog({ size: 4, generations: 6 });
    const half = reduceLineage(emptyLineage, events.slice(0, 20));
    const [individuals, generations] = [half.individuals.length, half.generations.length];
    reduceLineage(half, events.slice(20));
    assert.deepEqual([half.individuals.length, half.generations.length], [individuals, generations]);
  });

  it('throws at nothing that a log may hold', () => {
    const names = [evolveBegun(), individual(), generation(), { scores: 1, gains: 1, role: 1, values: 1 }].flatMap(
      (one) => Object.keys(one),
    );
    const hostile = fc.tuple(
      fc.constantFrom('begun', 'individual', 'generation', 'rival', 'chosen', 'else'),
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 9 }), log, (records, events) => {
        const bad = records.map(([type, fields], i) => ({
          ...fields,
          type: `evolve/${type}` as const,
          seq: i + 1,
          at: 0,
        }));
        const state = reduceLineage(reduceLineage(emptyLineage, events), bad);
        partingOf(state.generations, { maximize: true });
      }),
      { seed: 5 },
    );
  });

  it('keeps individuals by ascending ids, finds each, and counts what fits to no place', () => {
    const state = reduceLineage(
      emptyLineage,
      asLog(...[0, 1, 5, 5, 4, 9].map((id) => individual({ id })), generation({ generation: 2 }), generation()),
    );
    assert.deepEqual(
      state.individuals.map(({ id }) => id),
      [0, 1, 5, 9],
    );
    assert.deepEqual(
      [0, 1, 5, 9, 2, 10, -1].map((id) => indexOfIndividual(state.individuals, id)),
      [0, 1, 2, 3, undefined, undefined, undefined],
    );
    assert.equal(state.skipped, 3);
    assert.deepEqual(
      state.generations.map((one) => one.generation),
      [2],
    );
  });

  it('takes a rival that is told again, with its gains, for the same', () => {
    const rival = (role: string, more = {}): EmittedEvent => ({
      type: 'evolve/rival',
      role,
      label: '',
      values: {},
      scores: [{ part: 'fitness', score: 0.5 }],
      ...more,
    });
    const gains = [{ part: 'fitness', gain: 0.1, interval: { low: 0, high: 0.2 } }];
    const events = asLog(rival('average'), rival('tuned'), rival('average', { gains }));
    for (const state of [
      reduceLineage(emptyLineage, events),
      events.reduce((before, event) => reduceLineage(before, [event]), emptyLineage),
    ]) {
      assert.deepEqual(
        state.rivals.map(({ role, gains: told }) => [role, told?.length]),
        [
          ['average', 1],
          ['tuned', undefined],
        ],
      );
    }
  });

  it('has all of a run that ended, rivals and result included', () => {
    const { events } = evolveLog({ size: 10, generations: 12 });
    const state = reduceLineage(emptyLineage, events);
    assert.equal(state.individuals.length, 130);
    assert.equal(state.generations.length, 13);
    assert.deepEqual(
      state.rivals.map(({ role }) => role),
      ['member', 'average', 'merge', 'tuned', 'result'],
    );
    assert.deepEqual(state.chosen?.individuals, [state.generations.at(-1)?.best]);
    assert.equal(state.skipped, 0);
    assert.equal(state.output, '/models/evolved');
  });
});

describe('where fitness and validation part', () => {
  const of = (pairs: readonly (readonly [number, number | undefined])[], maximize = true) =>
    partingOf(
      pairs.map(([bestScore, validation], i) =>
        generation({ generation: i, bestScore, ...(validation === undefined ? {} : { validation }) }),
      ),
      { maximize },
    );

  it('is nowhere while both rise, while fitness stands, and without a validation part', () => {
    assert.equal(
      of([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
      undefined,
    );
    assert.equal(
      of([
        [1, 2],
        [1, 1],
      ]),
      undefined,
    );
    assert.equal(
      of([
        [1, undefined],
        [2, undefined],
      ]),
      undefined,
    );
    assert.equal(of([]), undefined);
  });

  it('is the first generation with the best validation score, whether that falls or stands since', () => {
    const falls = of([
      [1, 1],
      [2, 3],
      [2, 3],
      [4, 2],
    ]);
    assert.deepEqual([falls?.since, falls?.kind, falls?.fitness], [1, 'falls', { then: 2, now: 4 }]);
    const stands = of([
      [1, 1],
      [2, 3],
      [3, 3],
    ]);
    assert.deepEqual([stands?.since, stands?.kind], [1, 'stands']);
  });

  it('reads scores in the direction of the metric', () => {
    const loss = of(
      [
        [3, 3],
        [2, 2],
        [1, 2.5],
      ],
      false,
    );
    assert.deepEqual([loss?.since, loss?.kind], [1, 'falls']);
    assert.equal(
      of([
        [3, 3],
        [2, 2],
      ]),
      undefined,
    );
  });

  it('says whether the last interval holds the best validation score', () => {
    const parted = (high: number): boolean | undefined =>
      partingOf(
        [
          generation({ bestScore: 1, validation: 0.9 }),
          generation({ generation: 1, bestScore: 2, validation: 0.8, validationInterval: { low: 0.7, high } }),
        ],
        { maximize: true },
      )?.isWithinChance;
    assert.deepEqual([parted(0.95), parted(0.85)], [true, false]);
  });

  it('is found in the made-up run that parts, and not in the one that does not', () => {
    const partedIn = (parting: number) =>
      partingOf(reduceLineage(emptyLineage, evolveLog({ parting }).events).generations, { maximize: true });
    assert.equal(partedIn(0), undefined);
    assert.ok((partedIn(0.8)?.since ?? 99) < 15);
  });
});
