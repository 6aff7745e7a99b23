// `npm run bench -- TOPIC [options]`: bundles test/bench/TOPIC/main.ts, builds the program as it is shipped, and measures.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './lib/root.mjs';

const [topic = '', ...args] = process.argv.slice(2);
const topics = fs.readdirSync(path.join(root, 'test', 'bench'));
if (!topics.includes(topic)) {
  console.error(`Say what to measure: ${topics.join(', ')}.`);
  process.exit(2);
}
const built = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), '--minify'], { stdio: 'inherit' });
if (built.status !== 0) {
  process.exit(built.status ?? 1);
}
const bundle = path.join(root, 'dist', 'bench', `${topic}.js`);
await esbuild.build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  outfile: bundle,
  entryPoints: [`test/bench/${topic}/main.ts`],
});
const ran = spawnSync(process.execPath, ['--enable-source-maps', bundle, ...args], { cwd: root, stdio: 'inherit' });
process.exit(ran.status ?? 1);
