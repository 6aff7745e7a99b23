// Runs the tests that need no more than Node, under node:test, and ends with the line of counts.
// `node scripts/test-node.mjs [folder or file below test/ ...] [--fuzz] [-- options of node --test]`
// Without a name: all but the folders that have a stage of their own. With --fuzz: only the files with properties, each property
// FUZZ_FACTOR (20) times as often as in `npm test`, from FUZZ_SEED (another one each time).
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleTests, listTests } from './lib/bundle-tests.mjs';
import { root } from './lib/root.mjs';

const ownStage = ['golden-tests', 'host', 'e2e', 'bench', 'kill', 'peers'];

const split = process.argv.indexOf('--', 2);
const args = process.argv.slice(2, split < 0 ? undefined : split);
const options = split < 0 ? [] : process.argv.slice(split + 1);
const fuzzing = args.includes('--fuzz');
const wanted = args
  .filter((arg) => !arg.startsWith('--'))
  .map((arg) => arg.replace(/^\.?\/?test\//, '').replace(/\/$/, ''));

/** @param {string} file @param {string} name a file, or a folder that holds it */
const isBelow = (file, name) => file === name || file.startsWith(`${name}/`);
/** @param {string} file */
const hasProperties = (file) => fs.readFileSync(path.join(root, 'test', file), 'utf8').includes("'fast-check'");

const files = listTests()
  .filter((file) =>
    wanted.length > 0 ? wanted.some((name) => isBelow(file, name)) : !ownStage.some((folder) => isBelow(file, folder)),
  )
  .filter((file) => !fuzzing || hasProperties(file));
if (files.length === 0) {
  console.error(`No tests match ${wanted.join(' ') || 'this stage'}.`);
  process.exit(1);
}

const { bundles, remove } = await bundleTests(files, { fuzzing });
const fuzz = {
  FUZZ_FACTOR: process.env.FUZZ_FACTOR ?? '20',
  FUZZ_SEED: process.env.FUZZ_SEED ?? String(Date.now() % 2 ** 31),
};
if (fuzzing) {
  console.log(`  FUZZ_FACTOR=${fuzz.FUZZ_FACTOR} FUZZ_SEED=${fuzz.FUZZ_SEED}`);
}
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
      ...(fuzzing ? fuzz : {}),
      MODELSMITH_ROOT: root,
      // TensorFlow reads it when its library is loaded; what it says below 2 are hints about the processor.
      TF_CPP_MIN_LOG_LEVEL: '2',
      GOLDEN_DIR: path.resolve(process.env.GOLDEN_DIR ?? path.join(root, 'test', 'golden')),
    },
  },
);
remove();
process.exit(ran.status ?? 1);
