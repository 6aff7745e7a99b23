import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRun } from '../../scripts/lib/judge-run.mjs';

const good = { output: 'much\n12 passed, 0 failed, 3 skipped\n', status: '0', minimum: 12, highestMinimum: 12 };

test('a run with enough passed tests and no failure passes', () => {
  assert.equal(judgeRun(good), undefined);
});
test('a run without the line of counts at its end is refused, also where the line stands earlier', () => {
  assert.match(
    judgeRun({ ...good, output: '12 passed, 0 failed, 0 skipped\nSegmentation fault\n' }) ?? '',
    /did not end/,
  );
  assert.match(judgeRun({ ...good, output: '' }) ?? '', /did not end/);
});
test('a run that names a failure is refused, even if its status is 0', () => {
  assert.match(judgeRun({ ...good, output: '12 passed, 1 failed, 0 skipped\n' }) ?? '', /1 failed/);
});
test('a run with a bad status is refused, even if its counts are good', () => {
  assert.match(judgeRun({ ...good, status: '137' }) ?? '', /status 137/);
});
test('a run with fewer passed tests than the minimum is refused', () => {
  assert.match(judgeRun({ ...good, output: '11 passed, 0 failed, 0 skipped\n' }) ?? '', /11 passed/);
});
test('a minimum that fell, or is no number, is refused', () => {
  assert.match(judgeRun({ ...good, highestMinimum: 13 }) ?? '', /fell from 13 to 12/);
  assert.match(judgeRun({ ...good, minimum: Number.NaN }) ?? '', /not a number/);
  assert.match(judgeRun({ ...good, minimum: 0 }) ?? '', /not a number/);
});
