// Runs the tests that need no more than Node, under node:test, and ends with the line of counts.
// `node scripts/test-node.mjs [folder or file below test/ ...] [-- options of node --test]`
// Without a name: all but the folders that have a stage of their own.
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { bundleTests, listTests } from './lib/bundle-tests.mjs';
import { root } from './lib/root.mjs';

const ownStage = ['golden-tests', 'host', 'e2e', 'bench', 'kill', 'peers'];

const split = process.argv.indexOf('--', 2);
const args = process.argv.slice(2, split < 0 ? undefined : split);
const options = split < 0 ? [] : process.argv.slice(split + 1);
const wanted = args
  .filter((arg) => !arg.startsWith('--'))
  .map((arg) => arg.replace(/^\.?\/?test\//, '').replace(/\/$/, ''));

/** @param {string} file @param {string} name a file, or a folder that holds it */
const isBelow = (file, name) => file === name || file.startsWith(`${name}/`);
const files = listTests().filter((file) =>
  wanted.length > 0 ? wanted.some((name) => isBelow(file, name)) : !ownStage.some((folder) => isBelow(file, folder)),
);
if (files.length === 0) {
  console.error(`No tests match ${wanted.join(' ') || 'this stage'}.`);
  process.exit(1);
}

const { bundles, remove } = await bundleTests(files);
const reporter = path.join(root, 'scripts', 'lib', 'test-reporter.mjs');
const ran = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    '--test',
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    '--test-concurrency=2',
    ...options,
    ...bundles,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MODELSMITH_ROOT: root,
      GOLDEN_DIR: path.resolve(process.env.GOLDEN_DIR ?? path.join(root, 'test', 'golden')),
    },
  },
);
remove();
process.exit(ran.status ?? 1);
