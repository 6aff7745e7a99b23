import assert from 'node:assert/strict';
import { test } from 'node:test';
import { philox, randomStream } from '../../src/base/random.js';

// Known answers of the Random123 distribution (kat_vectors, philox4x32 10).
const knownAnswers = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;

for (const { counter, key, words } of knownAnswers) {
  test(`philox gives the published words for counter ${counter[0].toString(16)}`, () => {
    const block = Uint32Array.from(counter);
    philox(block, key[0], key[1]);
    assert.deepEqual([...block], [...words]);
  });
}

test('an element of a stream is the same whatever was read before it', () => {
  const inOrder = randomStream(7, 'dare/model-2/x');
  const expected = Array.from({ length: 100 }, (_, i) => inOrder.uniform(i));
  const backwards = randomStream(7, 'dare/model-2/x');
  for (let i = 99; i >= 0; i--) {
    assert.equal(backwards.uniform(i), expected[i]);
  }
  const filled = new Float64Array(40);
  randomStream(7, 'dare/model-2/x').fillUniform(filled, 13);
  assert.deepEqual([...filled], expected.slice(13, 53));
});

test('streams of other names and seeds differ', () => {
  const words = new Set([randomStream(1, 'a').word(0), randomStream(1, 'b').word(0), randomStream(2, 'a').word(0)]);
  assert.equal(words.size, 3);
});

test('uniforms lie in [0, 1) with the mean and variance of a uniform', () => {
  const stream = randomStream(3, 'moments');
  let sum = 0;
  let squares = 0;
  const count = 20_000;
  for (let i = 0; i < count; i++) {
    const u = stream.uniform(i);
    assert.ok(u >= 0 && u < 1);
    sum += u;
    squares += u * u;
  }
  const mean = sum / count;
  assert.ok(Math.abs(mean - 0.5) < 0.01, String(mean));
  assert.ok(Math.abs(squares / count - mean * mean - 1 / 12) < 0.005);
});

test('counters beyond 2^32 blocks are told apart', () => {
  const stream = randomStream(3, 'far');
  assert.notEqual(stream.word(5), stream.word(5 + 4 * 0x1_0000_0000));
});
