import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

const reporter = path.join(process.env['MODELSMITH_ROOT'] ?? '.', 'scripts', 'lib', 'test-reporter.mjs');

/** Runs test files under the reporter; answers with its output's lines. */
function report(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'modelsmith-reporter-'));
  try {
    const paths = Object.entries(files).map(([name, body]) => {
      const file = path.join(folder, `${name}.test.mjs`);
      writeFileSync(file, `import { describe, it, test } from 'node:test';\n${body}`);
      return file;
    });
    // A test that runs tests: without this, node:test takes the inner ones for its own.
    const env = { ...process.env };
    delete env['NODE_TEST_CONTEXT'];
    const args = ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', ...paths];
    return spawnSync(process.execPath, args, { encoding: 'utf8', env }).stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('counts tests, not suites nor tests that only hold others', () => {
  const lines = report({
    a: `
      test('one', () => {});
      describe('suite', () => { it('two', () => {}); it('three', () => {}); });
      test('parent', async (t) => { await t.test('four', () => {}); await t.test('five', { skip: 'no GPU' }, () => {}); });`,
  });
  assert.equal(lines.at(-1), '4 passed, 0 failed, 1 skipped');
  assert.ok(lines.some((line) => line.includes('skipped: parent › five (no GPU)')));
});
test('shows what failed with the names around it and the reason', () => {
  const lines = report({
    a: `describe('suite', () => { it('breaks', () => { throw new Error('for a reason'); }); it('holds', () => {}); });`,
  });
  assert.equal(lines.at(-1), '1 passed, 1 failed, 0 skipped');
  assert.ok(lines.some((line) => line.includes('✗ suite › breaks')));
  assert.ok(lines.some((line) => line.includes('for a reason')));
});
test('a parent that fails by itself counts beside its tests', () => {
  const lines = report({
    a: `test('parent', async (t) => { await t.test('child', () => {}); throw new Error('late'); });`,
  });
  assert.equal(lines.at(-1), '1 passed, 1 failed, 0 skipped');
});
test('a file that crashes, holds no test or exits before its first is a failure', () => {
  const lines = report({
    crash: `throw new Error('at load');`,
    empty: '',
    exits: `test('never', () => {}); process.exit(0);`,
    good: `test('fine', () => {});`,
  });
  assert.equal(lines.at(-1), '1 passed, 3 failed, 0 skipped');
});
test('a test marked as to do that fails is a failure', () => {
  const lines = report({ a: `test('later', { todo: true }, () => { throw new Error('not yet'); });` });
  assert.equal(lines.at(-1), '0 passed, 1 failed, 0 skipped');
});
