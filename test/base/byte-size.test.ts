import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseByteSize } from '../../src/base/byte-size.js';

describe('parseByteSize', () => {
  it('reads powers of ten and of two, with and without a space and a fraction', () => {
    assert.equal(parseByteSize('5GB'), 5e9);
    assert.equal(parseByteSize('512 MiB'), 512 * 2 ** 20);
    assert.equal(parseByteSize('1.5kb'), 1500);
    assert.equal(parseByteSize('100B'), 100);
    assert.equal(parseByteSize(4096), 4096);
  });

  it('refuses what is no size, nothing, and more than can be counted', () => {
    for (const size of ['5', 'GB', '5 gigabytes', '-1GB', '0B', '1e9B', '99999999TB', '', 0, -1, 1.5, Number.NaN]) {
      assert.equal(parseByteSize(size), undefined, String(size));
    }
  });
});
