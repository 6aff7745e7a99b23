import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { randomStream } from '../../../src/base/random.js';
import { descend, type Piece, type ReadOriginal } from '../../../src/ml/search/descend.js';
import { beginEvolution, evolveGeneration } from '../../../src/ml/search/differential-evolution.js';
import { drawsOf } from '../../../src/ml/search/draws.js';
import { Lineage, lineageSpace } from '../../../src/ml/search/lineage.js';

const ORIGINALS = 5;
const LENGTH = 40;
const SEED = 11;

const original = (id: number): Float32Array => {
  const values = new Float32Array(LENGTH);
  randomStream(1, `original/${id}`).fillUniform(values, 0);
  return values;
};
const read: ReadOriginal = (id, { start, length }) => Promise.resolve(original(id).slice(start, start + length));
const whole: Piece = { tensor: 'weight', start: 0, length: LENGTH };

/** A population that CADE evolved for some generations, any fitness being as good. */
async function evolved(
  generations: number,
): Promise<{ readonly lineage: Lineage; readonly living: readonly number[] }> {
  const lineage = new Lineage(ORIGINALS);
  const draws = drawsOf(randomStream(3, 'search'));
  const fitness = randomStream(4, 'fitness');
  const settings = {
    donor: 'cade',
    crossover: 'binomial',
    isForced: false,
    mode: 'async',
    acceptsEqual: false,
    rates: { strategy: 'constant', firstScale: 0.5, firstRate: 0.4, floor: 0, period: 1 },
  } as const;
  const evaluate = (ids: readonly number[]): Promise<readonly number[]> =>
    Promise.resolve(ids.map((id) => fitness.uniform(id)));
  const start = Array.from({ length: ORIGINALS }, (_, id) => id);
  let state = beginEvolution(start, await evaluate(start), settings);
  for (let generation = 0; generation < generations; generation++) {
    state = await evolveGeneration(state, settings, { space: lineageSpace(lineage), evaluate, draws });
  }
  return { lineage, living: state.population };
}

describe('a checkpoint of which only the descent is kept', () => {
  test('is its parent with the donor’s elements where its own random numbers are below CR', async () => {
    const lineage = new Lineage(3);
    const donor = [
      { factor: 1, plus: 2 },
      { factor: 0.5, plus: 0, minus: 1 },
    ];
    const child = lineage.add({ parent: 1, donor, rate: 0.3 });
    const values = (await descend([child], whole, { lineage, seed: SEED, read })).get(child);
    const [x0, x1, x2] = [original(0), original(1), original(2)];
    const stream = randomStream(SEED, `crossover/${child}/weight`);
    const expected = Float32Array.from({ length: LENGTH }, (_, i) =>
      stream.uniform(i) < 0.3 ? (x2[i] ?? 0) + 0.5 * ((x0[i] ?? 0) - (x1[i] ?? 0)) : (x1[i] ?? 0),
    );
    assert.deepEqual(values, expected);
    assert.notDeepEqual(values, x1);
  });

  test('is the same in whatever pieces it is computed, alone or with others', async () => {
    const { lineage, living } = await evolved(6);
    const all = await descend(living, whole, { lineage, seed: SEED, read });
    await fc.assert(
      fc.asyncProperty(fc.nat(LENGTH - 1), fc.nat(LENGTH), fc.nat(living.length - 1), async (start, most, at) => {
        const length = Math.min(most, LENGTH - start);
        const id = living[at] ?? 0;
        const part = await descend([id], { tensor: 'weight', start, length }, { lineage, seed: SEED, read });
        assert.deepEqual(part.get(id), all.get(id)?.slice(start, start + length));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('is the same after what no living one descends from is forgotten, and from what was written down', async () => {
    const { lineage, living } = await evolved(8);
    const before = await descend(living, whole, { lineage, seed: SEED, read });
    const made = lineage.kept;
    lineage.keepOnly(living);
    assert.ok(lineage.kept.descents.length < made.descents.length);
    const again = new Lineage(ORIGINALS, JSON.parse(JSON.stringify(lineage.kept)) as typeof made);
    const after = await descend(living, whole, { lineage: again, seed: SEED, read });
    for (const id of living) {
      assert.deepEqual(after.get(id), before.get(id));
    }
    // Numbers are not given twice, or a new child would have an old one's random numbers.
    assert.equal(again.add({ parent: 0, donor: [], rate: 0 }), made.next);
  });

  test('reads each original once a piece, however many descend from it', async () => {
    const { lineage, living } = await evolved(10);
    const asked: number[] = [];
    await descend(living, whole, { lineage, seed: SEED, read: (id, piece) => (asked.push(id), read(id, piece)) });
    assert.equal(new Set(asked).size, asked.length);
    assert.ok(asked.length <= ORIGINALS);
  });

  test('is refused where it descends from what isn’t known, or from itself', () => {
    const donor = [{ factor: 1, plus: 0 }];
    for (const descent of [
      { id: 2, parent: 2, donor, rate: 0.5 },
      { id: 2, parent: 7, donor, rate: 0.5 },
      { id: 1, parent: 0, donor, rate: 0.5 },
      { id: 3, parent: 0, donor: [{ factor: 1, plus: 0, minus: 2 }], rate: 0.5 },
    ]) {
      assert.throws(() => new Lineage(2, { descents: [descent], next: 9 }), RangeError);
    }
    assert.throws(() => new Lineage(2, { descents: [{ id: 2, parent: 0, donor, rate: 0 }], next: 2 }), RangeError);
  });

  test('is not crossed in ways that need all of it at once', () => {
    const space = lineageSpace(new Lineage(2));
    const draws = drawsOf(randomStream(1, 'x'));
    assert.throws(() => space.cross(0, [], { crossover: 'exponential', rate: 0.5, forced: 'none', draws }), RangeError);
  });
});
