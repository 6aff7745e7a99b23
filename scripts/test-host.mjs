// Runs test/host/**/*.test.ts inside VS Code's extension host, on the extension as it is in dist/, and ends with the line of counts.
// `node scripts/test-host.mjs [part of a file's name ...] [--keep]`; --keep leaves the profile of the run below .e2e/run/.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleTests, listTests } from './lib/bundle-tests.mjs';
import { root } from './lib/root.mjs';

const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const tests = listTests().filter(
  (file) => file.startsWith('host/') && (names.length === 0 || names.some((name) => file.includes(name))),
);
if (tests.length === 0) {
  console.error(`No host tests match ${names.join(' ')}.`);
  process.exit(1);
}
const rig = ['rig/host-tests.ts', 'rig/host-main.ts', 'rig/code-stand-in.ts'];
const { bundles, remove } = await bundleTests([...rig, ...tests], { banner: '#!/usr/bin/env node' });
const [main = '', , standIn = ''] = bundles;
fs.chmodSync(standIn, 0o755);
const ran = spawnSync(process.execPath, ['--enable-source-maps', main], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    MODELSMITH_ROOT: root,
    ...(process.argv.includes('--keep') ? { MODELSMITH_E2E_KEEP: '1' } : {}),
    // The stand-in is found by its shebang: by this very Node.
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
  },
});
remove();
process.exit(ran.status ?? 1);
