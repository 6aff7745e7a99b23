import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../src/base/errors.js';
import { inFileOrder } from '../../src/experiments/place-problem.js';

test('problems come in the order of the file, those without a place in it last, equal ones as they were found', () => {
  const at = (file: string, line?: number, column?: number) =>
    problem(
      'file-missing',
      { file },
      { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
    );
  const elsewhere = problem(
    'file-missing',
    { file: 'd' },
    { file: 'd', named: { file: 'x', line: 3, column: 1, endLine: 3, endColumn: 2 } },
  );
  const found = [at('a'), at('b', 5, 2), at('c', 5, 1), elsewhere, at('e', 5, 2), at('f')];
  assert.deepEqual(
    inFileOrder(found).map(({ arguments: args }) => ('file' in args ? args.file : '')),
    ['d', 'c', 'b', 'e', 'a', 'f'],
  );
});
