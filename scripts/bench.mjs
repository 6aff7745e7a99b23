// Runs a benchmark: `npm run bench -- NAME [its options]` bundles and starts test/bench/NAME/main.ts. Builds dist/ before.
// A child.ts beside it is bundled, too, for the processes that are measured; MODELSMITH_BENCH_CHILD says where it is.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { kernelsPlugin } from './lib/kernels.mjs';
import { root } from './lib/root.mjs';
import { tensorflowBundle } from './lib/tensorflow-bundle.mjs';

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
const folder = path.join(root, 'dist', 'bench', `${name}-${process.pid}`);
/** @type {import('esbuild').BuildOptions} */
const common = {
  ...tensorflowBundle,
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  outdir: folder,
  plugins: [kernelsPlugin],
};
const entry = (/** @type {string} */ file) => [path.join(benches, name, file)];
await esbuild.build({ ...common, format: 'esm', outExtension: { '.js': '.mjs' }, entryPoints: entry('main.ts') });
if (fs.existsSync(path.join(benches, name, 'child.ts'))) {
  await esbuild.build({ ...common, format: 'cjs', outExtension: { '.js': '.cjs' }, entryPoints: entry('child.ts') });
}
const ran = spawnSync(process.execPath, ['--enable-source-maps', path.join(folder, 'main.mjs'), ...args], {
  stdio: 'inherit',
  env: { ...process.env, MODELSMITH_ROOT: root, MODELSMITH_BENCH_CHILD: path.join(folder, 'child.cjs') },
});
fs.rmSync(folder, { recursive: true, force: true });
process.exit(ran.status ?? 1);
