import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailureLines } from '../../scripts/lib/failure-lines.mjs';

function linesOf(output: readonly string[]): readonly string[] {
  const failures = new FailureLines();
  output.forEach((line) => {
    failures.add(line);
  });
  return failures.lines;
}

test('keeps each failure with its reason, and nothing that passed', () => {
  const output = [
    '  ✓ one',
    '  ✗ two',
    '      because',
    '      at its place',
    '  ✓ three',
    '      said by three',
    '',
    '  ✗ four',
  ];
  assert.deepEqual(linesOf(output), ['  ✗ two', '      because', '      at its place', '  ✗ four']);
});

test('cuts a failure that says a lot, and the whole', () => {
  const long = ['  ✗ long', ...Array.from({ length: 500 }, (_, i) => `      line ${i}`)];
  assert.equal(linesOf([...long, '  ✗ next']).at(-1), '  ✗ next');
  assert.ok(linesOf(long).length <= 20);
  assert.ok(linesOf(Array.from({ length: 100 }, () => long).flat()).length <= 200);
});
