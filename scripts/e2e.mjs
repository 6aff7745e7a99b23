// Runs test/e2e/**/*.test.ts: installs the packaged extension into a real VS Code and drives it in Chromium; ends with the line of counts.
// `node scripts/e2e.mjs [--only NAME] [--keep] [--vsix FILE] [--shots]`
//   --only NAME  only test files whose name holds NAME (can be given more than once)
//   --keep       leave the profiles and logs of the run below .e2e/run/
//   --vsix FILE  take this package instead of packing the working tree
//   --shots      only the tests that make the README's pictures (test/e2e/shots*.test.ts), then copy those into docs/pictures/
// Pictures of every run go to .e2e/shots/.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { listTests } from './lib/bundle-tests.mjs';
import { root } from './lib/root.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    vsix: { type: 'string' },
    shots: { type: 'boolean', default: false },
  },
});
const only = values.shots ? ['shots'] : values.only;
const tests = listTests().filter(
  (file) => file.startsWith('e2e/') && (only.length === 0 || only.some((name) => path.basename(file).includes(name))),
);
if (tests.length === 0) {
  console.error(`No e2e tests match ${only.join(' ')}.`);
  process.exit(1);
}

/** Packs the working tree into a file of this process. */
function pack() {
  const vsix = path.join(root, '.e2e', 'run', `${process.pid}.vsix`);
  const ran = spawnSync(process.execPath, [path.join(root, 'scripts', 'package.mjs'), '--out', vsix], {
    encoding: 'utf8',
  });
  if (ran.status !== 0) {
    console.error(`${ran.stdout}${ran.stderr}`);
    process.exit(1);
  }
  return vsix;
}

const vsix = values.vsix ?? pack();
// One file at a time: each has a VS Code and a Chromium of its own, which is as much as two cores carry.
const ran = spawnSync(
  process.execPath,
  [path.join(root, 'scripts', 'test-node.mjs'), ...tests, '--', '--test-concurrency=1'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      MODELSMITH_LIST_TESTS: '1',
      MODELSMITH_VSIX: path.resolve(vsix),
      ...(values.keep ? { MODELSMITH_E2E_KEEP: '1' } : {}),
    },
  },
);
if (values.shots && ran.status === 0) {
  const shots = path.join(root, '.e2e', 'shots');
  const pictures = path.join(root, 'docs', 'pictures');
  fs.mkdirSync(pictures, { recursive: true });
  // Those of the session called `shots`.
  for (const file of fs.readdirSync(shots).filter((name) => name.startsWith('shots-'))) {
    fs.copyFileSync(path.join(shots, file), path.join(pictures, file.slice('shots-'.length)));
  }
}
if (values.vsix === undefined) {
  fs.rmSync(vsix, { force: true });
}
process.exit(ran.status ?? 1);
