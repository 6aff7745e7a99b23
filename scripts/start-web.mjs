// Opens a folder in a VS Code for the browser, with the extension of this working tree: `node scripts/start-web.mjs FOLDER`.
// Runs until Ctrl-C; without a terminal it ends once the window could be opened.
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { bundleTests } from './lib/bundle-tests.mjs';
import { root } from './lib/root.mjs';

const [folder = '.'] = process.argv.slice(2);
const vsix = path.join(root, '.e2e', 'web.vsix');
const packed = spawnSync(process.execPath, [path.join(root, 'scripts', 'package.mjs'), '--out', vsix], {
  encoding: 'utf8',
});
if (packed.status !== 0) {
  console.error(`${packed.stdout}${packed.stderr}`);
  process.exit(1);
}
const { bundles, remove } = await bundleTests(['rig/serve-web.ts']);
const ran = spawnSync(process.execPath, ['--enable-source-maps', ...bundles], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MODELSMITH_ROOT: root, MODELSMITH_VSIX: vsix, MODELSMITH_FOLDER: path.resolve(folder) },
});
remove();
process.exit(ran.status ?? 1);
