// Bundles tests that run under plain Node and runs them with node:test.
// `node scripts/test-node.mjs [folder or file below test/ ...] [-- node --test options]`
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const split = process.argv.indexOf('--', 2);
const wanted = process.argv.slice(2, split < 0 ? undefined : split);
const options = split < 0 ? [] : process.argv.slice(split + 1);
const notUnderNode = ['host', 'e2e', 'bench', 'kill', 'peers', 'fixtures', 'golden-files'];

const all = fs
  .readdirSync(path.join(root, 'test'), { recursive: true })
  .map((file) => String(file).split(path.sep).join('/'))
  .filter((file) => file.endsWith('.test.ts'));
const files = all.filter((file) =>
  wanted.length > 0
    ? wanted.some((one) => file.startsWith(one.replace(/^test\//, '')))
    : !notUnderNode.includes(file.split('/')[0]),
);
if (files.length === 0) {
  console.error(`no tests match ${wanted.join(' ')}`);
  process.exit(1);
}
const out = path.join(root, 'dist', 'test', `node-${process.pid}`);
await esbuild.build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  outdir: out,
  outbase: 'test',
  entryPoints: files.map((file) => `test/${file}`),
  external: ['vscode', 'esbuild', 'playwright-core'],
});
const bundles = files.map((file) => path.join(out, file.replace(/\.ts$/, '.js')));
const ran = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...options, ...bundles], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MODELSMITH_ROOT: root },
});
fs.rmSync(out, { recursive: true, force: true });
process.exit(ran.status ?? 1);
