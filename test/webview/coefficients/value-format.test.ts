import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createValueFormat } from '../../../webview/coefficients/value-format.js';
import { createFormat } from '../../../webview/shared/format.js';

describe('a value in a cell', () => {
  const { cell } = createValueFormat(createFormat('en'), { measure: 'coefficient', most: 0.4, comparing: false });

  it('has as many decimals as its neighbours', () => {
    assert.deepEqual([0.4, 0.0166, -0.2].map(cell), ['0.400', '0.017', '-0.200']);
  });

  it('is written as 0 only where it is 0', () => {
    assert.deepEqual([0, 0.00007, -0.0004].map(cell), ['0.000', '7E-5', '-0.0004']);
  });
});
