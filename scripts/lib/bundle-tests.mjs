// Bundles tests, so that they run from TypeScript sources on any Node and in any host.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { kernelsPlugin } from './kernels.mjs';
import { root } from './root.mjs';
import { tensorflowBundle } from './tensorflow-bundle.mjs';

/** @type {esbuild.Plugin} */
const fuzzing = {
  name: 'fuzzing',
  setup(build) {
    const replacement = path.join(root, 'scripts', 'lib', 'fuzzing-fast-check.mjs');
    build.onResolve({ filter: /^fast-check$/ }, ({ importer }) =>
      importer === replacement ? undefined : { path: replacement },
    );
  },
};

/** Every test file, relative to test/, with forward slashes. */
export function listTests() {
  return fs
    .readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => String(file).split(path.sep).join('/'))
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

/**
 * Bundles files (relative to test/) into a folder of this process; answers with the bundles and how to remove them.
 * @param {readonly string[]} files @param {{ banner?: string, fuzzing?: boolean }} [options] `fuzzing`: with more runs of each property
 */
export async function bundleTests(files, options = {}) {
  const folder = path.join(root, 'dist', 'test', String(process.pid));
  await esbuild.build({
    ...tensorflowBundle,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Newer syntax from esbuild's own helpers would not load on Node 20.
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    outdir: folder,
    outbase: 'test',
    entryPoints: files.map((file) => `test/${file}`),
    external: ['vscode', 'esbuild', 'playwright-core', 'mocha', '@vscode/test-electron'],
    plugins: options.fuzzing === true ? [kernelsPlugin, fuzzing] : [kernelsPlugin],
    ...(options.banner === undefined ? {} : { banner: { js: options.banner } }),
  });
  return {
    folder,
    bundles: files.map((file) => path.join(folder, file.replace(/\.ts$/, '.js'))),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
