import assert from 'node:assert/strict';

/** Fails where a number differs from the expected one by more than `tolerance` times the larger of 1 and its size. */
export function assertClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(got.length, expected.length);
  for (const [i, wanted] of Array.from(expected).entries()) {
    const value = got[i] ?? Number.NaN;
    const isClose = Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
    assert.ok(isClose, `element ${String(i)}: ${String(value)}, not ${String(wanted)}`);
  }
}
