// Builds everything into dist/: the extension, the language features, the worker, the terminal command, the views.
// `node scripts/build.mjs [--watch] [--minify]`
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const minify = process.argv.includes('--minify');
const watch = process.argv.includes('--watch');

/** Node 20's module loader lacks what esbuild's newest output takes for granted, hence the target. */
const node = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  minify,
  logLevel: 'warning',
  outdir: 'dist',
};

const existing = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, file]) => fs.existsSync(path.join(root, file))));

const views = fs.existsSync(path.join(root, 'webview'))
  ? fs
      .readdirSync(path.join(root, 'webview'))
      .filter((name) => name !== 'shared' && fs.existsSync(path.join(root, 'webview', name, 'main.ts')))
  : [];

const builds = [
  {
    ...node,
    entryPoints: existing({ extension: 'src/extension.ts', language: 'src/host/language/main.ts' }),
    external: ['vscode', './language.js'],
  },
  { ...node, entryPoints: existing({ worker: 'src/worker/main.ts', cli: 'src/cli/main.ts' }) },
  {
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    sourcemap: !minify,
    minify: true,
    logLevel: 'warning',
    outdir: 'dist/webview',
    entryPoints: Object.fromEntries(views.map((view) => [view, `webview/${view}/main.ts`])),
  },
].filter((options) => Object.keys(options.entryPoints).length > 0);

if (watch) {
  for (const options of builds) {
    await (await esbuild.context(options)).watch();
  }
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
