import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareCodePoints } from '../../src/base/compare-code-points.js';

test('orders by code point where UTF-16 order differs', () => {
  const names = ['\u{1f600}', '\ufffd', 'b', 'a', 'ab', '\ue000', ''];
  assert.deepEqual([...names].sort(compareCodePoints), ['', 'a', 'ab', 'b', '\ue000', '\ufffd', '\u{1f600}']);
});

test('agrees with the order of UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
      assert.equal(Math.sign(compareCodePoints(a, b)), expected);
    }),
    { seed: 1 },
  );
});
