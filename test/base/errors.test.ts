import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { ModelsmithError, isCancellation, modelsmithError, problem, problemsOf } from '../../src/base/errors.js';

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

test('problems of our own come back as they were thrown', () => {
  const problems = [problem('disk-full', {}), problem('file-missing', { file: 'x' }, { file: 'x' })] as const;
  assert.deepEqual(problemsOf(new ModelsmithError(problems)), problems);
});

test('what the system refuses names the file and the reason, not our code', () => {
  const [refused] = problemsOf(thrownBy(() => fs.readdirSync('/none/at/all')));
  assert.deepEqual([refused.code, refused.arguments], ['file-refused', { file: '/none/at/all', reason: 'ENOENT' }]);
  assert.equal(refused.where.file, '/none/at/all');
});

test('a full disk and a spent quota are one problem', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const [full] = problemsOf(Object.assign(new Error(code), { code, path: '/x' }));
    assert.deepEqual([full.code, full.where], ['disk-full', { file: '/x' }]);
  }
});

test('a mistake of ours keeps its message and stack; anything may be thrown', () => {
  for (const [thrown, message] of [
    [new TypeError('x is not a function'), 'x is not a function'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ] as const) {
    const [internal] = problemsOf(thrown);
    assert.ok(internal.code === 'internal');
    assert.equal(internal.arguments.message, message);
    assert.ok(internal.arguments.stack.includes('\n'));
  }
});

test('cancelling is told by its name, an error of ours is none', () => {
  assert.ok(isCancellation(AbortSignal.abort().reason));
  assert.ok(!isCancellation(modelsmithError('disk-full', {})));
});
