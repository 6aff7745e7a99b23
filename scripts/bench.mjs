// Runs a benchmark: `npm run bench -- NAME [its options]` bundles and starts test/bench/NAME/main.ts. Builds dist/ before.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './lib/root.mjs';

const benches = path.join(root, 'test', 'bench');
const [name = '', ...args] = process.argv.slice(2);
if (!fs.existsSync(path.join(benches, name, 'main.ts'))) {
  const known = fs.readdirSync(benches).filter((folder) => fs.existsSync(path.join(benches, folder, 'main.ts')));
  console.error(`Name a benchmark: ${known.join(', ')}.`);
  process.exit(1);
}
const build = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
if (build.status !== 0) {
  process.exit(1);
}
const outfile = path.join(root, 'dist', 'bench', `${name}-${process.pid}.mjs`);
await esbuild.build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  outfile,
  entryPoints: [path.join(benches, name, 'main.ts')],
});
const ran = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...args], {
  stdio: 'inherit',
  env: { ...process.env, MODELSMITH_ROOT: root },
});
fs.rmSync(outfile, { force: true });
process.exit(ran.status ?? 1);
