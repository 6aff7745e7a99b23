import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { test } from 'node:test';
import { findRoot, prepareRoot } from '../../../src/experiments/runs/run-root.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';

test('the nearest ancestor with runs is the root, before workspace and repository', async () => {
  const top = await temporaryFolder();
  const deep = path.join(top, 'a', 'b', 'c');
  await fs.mkdir(path.join(deep, 'sub'), { recursive: true });
  await fs.mkdir(path.join(top, '.modelsmith'));
  await fs.mkdir(path.join(top, 'a', 'b', '.modelsmith'));
  await fs.mkdir(path.join(deep, '.git'));
  const file = path.join(deep, 'sub', 'x.experiment.yaml');
  assert.equal(await findRoot(file, { workspaceFolder: deep }), path.join(top, 'a', 'b'));
});

test('without runs the workspace folder is the root, then the repository, then the own folder', async () => {
  const top = await temporaryFolder();
  const own = path.join(top, 'repository', 'experiments');
  await fs.mkdir(own, { recursive: true });
  const file = path.join(own, 'x.experiment.yaml');
  assert.equal(await findRoot(file, { workspaceFolder: top }), top);
  assert.equal(await findRoot(file), own);
  await fs.writeFile(path.join(top, 'repository', '.git'), 'gitdir: elsewhere\n');
  assert.equal(await findRoot(file), path.join(top, 'repository'));
  assert.equal(await findRoot(own), path.join(top, 'repository'));
});

test('a root hides its runs from git, once', async () => {
  const root = await temporaryFolder();
  const { folder, runs } = await prepareRoot(root);
  const ignore = path.join(folder, '.gitignore');
  assert.equal(await fs.readFile(ignore, 'utf8'), '*\n');
  assert.ok((await fs.stat(runs)).isDirectory());
  await fs.writeFile(ignore, '# mine\n');
  await prepareRoot(root);
  assert.equal(await fs.readFile(ignore, 'utf8'), '# mine\n');
});
