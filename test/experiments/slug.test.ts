import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isRunId, newRunId } from '../../src/experiments/runs/run-id.js';
import { isSlug, slugOf } from '../../src/experiments/slug.js';

test('whatever a run is called, its slug is one', () => {
  const anyName = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('con', 'NUL', 'COM7', 'lpt0', '', '...'));
  fc.assert(
    fc.property(anyName, (name) => {
      assert.ok(isSlug(slugOf(name)), slugOf(name));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('a slug keeps what can be kept of a name', () => {
  assert.equal(slugOf('Math + Code (v2)'), 'math-code-v2');
  assert.equal(slugOf('Zusammenführung'), 'zusammenfuhrung');
  assert.equal(slugOf('a'.repeat(39) + ' b'), 'a'.repeat(39));
  assert.equal(slugOf('合成'), 'run');
  assert.equal(slugOf('con'), 'con-run');
});

test('what Windows reserves, capitals, dots and hyphens at the ends are no slugs', () => {
  for (const text of ['con', 'aux', 'com1', 'lpt9', 'A', 'a.b', '-a', 'a-', 'a--b', '', 'a'.repeat(41)]) {
    assert.ok(!isSlug(text), text);
  }
});

test('run ids sort by time, are told apart, and are recognised', () => {
  const first = newRunId('Math + Code', new Date('2025-01-31T09:45:02.900Z'));
  assert.match(first, /^20250131-094502-math-code-[0-9a-f]{8}$/);
  const later = newRunId('A', new Date('2025-01-31T09:45:03Z'));
  assert.ok(first < later);
  const many = new Set(Array.from({ length: 1000 }, () => newRunId('x', new Date(0))));
  assert.equal(many.size, 1000);
  for (const id of [first, later, newRunId('n'.repeat(100), new Date(0)), newRunId('', new Date(0))]) {
    assert.ok(isRunId(id), id);
  }
  for (const other of ['.partial', `.${first}.partial`, 'notes', '../x', `${first}/..`]) {
    assert.ok(!isRunId(other), other);
  }
});
