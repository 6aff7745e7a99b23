import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomStream } from '../../../../src/base/random.js';
import type { MergeBackend } from '../../../../src/engines/merge/merge-backend.js';
import { KeepLargest } from '../../../../src/engines/merge/methods/keep-largest.js';
import type { Unit } from '../../../../src/engines/merge/tensor-merge.js';
import { backends } from '../backends.js';

const ELEMENTS = 2 ** 18 + 12_345;
const uniform = randomStream(5, 'keep-largest');
/** About normal, as the sum of four uniforms. */
const normal = Float32Array.from({ length: ELEMENTS }, (_, i) =>
  [0, 1, 2, 3].reduce((sum, part) => sum + uniform.uniform(4 * i + part) - 0.5, 0),
);
const vectors: Readonly<Record<string, Float32Array>> = {
  'of float32': normal,
  'of few distinct magnitudes': normal.map((value) => Math.round(value * 8) / 8),
  'that is all zero': new Float32Array(ELEMENTS),
  'with infinities and NaN': normal.map((value, i) =>
    i % 1000 === 7 ? Number.NaN : i % 1000 === 9 ? -Infinity : value,
  ),
};

/** What is kept: by the passes that it asks for, and their number. `sampled`: what it is shown as the sample, if anything. */
function keep(
  unit: Pick<Unit, 'backend'>,
  vector: Float32Array,
  { count, sampled }: { readonly count: number; readonly sampled?: Float32Array },
): { readonly kept: Float32Array; readonly passes: number } {
  const thinning = new KeepLargest(
    { ...unit, elements: vector.length } as Unit,
    sampled === undefined ? () => count : count,
  );
  const toMemory = (values: Float32Array): Float32Array => {
    const array = unit.backend.memory.float32(values.length);
    array.set(values);
    return array;
  };
  const delta = toMemory(vector);
  if (sampled !== undefined) {
    thinning.sampling?.sample(toMemory(sampled));
    thinning.sampling?.end();
  }
  let pass = 0;
  for (; pass < thinning.passes; pass++) {
    for (let start = 0; start < delta.length; start += 50_001) {
      thinning.observe(pass, delta.subarray(start, start + 50_001));
    }
    thinning.endPass(pass);
  }
  thinning.restart();
  const out = unit.backend.memory.float32(vector.length);
  thinning.thin(out, delta);
  return { kept: out.slice(), passes: pass };
}

for (const made of backends()) {
  const { name } = made;
  const create = (): MergeBackend => made.create();
  describe(`the largest of a task vector, ${name} kernels`, () => {
    for (const [kind, vector] of Object.entries(vectors)) {
      test(`${kind}: a sample saves a pass and changes nothing`, () => {
        for (const share of [0.001, 0.2, 0.9]) {
          const count = Math.trunc(share * ELEMENTS);
          const expected = keep({ backend: create() }, vector, { count });
          const sampled = keep({ backend: create() }, vector, {
            count,
            sampled: vector.filter((_, i) => i % 4 === 0),
          });
          assert.deepEqual(sampled.kept, expected.kept);
          assert.equal(expected.passes, 2);
          assert.equal(sampled.passes, 1);
        }
      });
    }

    test('a sample of another vector costs passes, and changes nothing', () => {
      const count = Math.trunc(0.2 * ELEMENTS);
      const expected = keep({ backend: create() }, normal, { count });
      for (const sampled of [normal.map((value) => value / 8), normal.map((value) => value * 8), new Float32Array(9)]) {
        const misled = keep({ backend: create() }, normal, { count, sampled });
        assert.deepEqual(misled.kept, expected.kept);
        assert.equal(misled.passes, 3);
      }
    });

    test('more distinct magnitudes near the threshold than there is room for cost passes, and change nothing', () => {
      const close = normal.map((_, i) => 1 + 0.02 * uniform.uniform(i));
      const ends = close.map((_, i) => (i % 2 === 0 ? 1 : 1.02));
      const count = Math.trunc(0.5 * ELEMENTS);
      const expected = keep({ backend: create() }, close, { count });
      const crowded = keep({ backend: create() }, close, { count, sampled: ends });
      assert.deepEqual(crowded.kept, expected.kept);
      assert.equal(crowded.passes, 3);
    });
  });
}
