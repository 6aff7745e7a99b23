// Builds everything into dist/: the extension, the language features, the worker, the terminal command, the views.
// `node scripts/build.mjs [--watch] [--minify] [--outdir FOLDER] [--counted]`; --counted ends with the line of counts, as a stage of `npm test`.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { formatCounts } from './lib/counts.mjs';
import { kernelsPlugin } from './lib/kernels.mjs';
import { root } from './lib/root.mjs';
import { copyAddonSources, tensorflowBundle } from './lib/tensorflow-bundle.mjs';

const minify = process.argv.includes('--minify');
const outdirOption = process.argv.indexOf('--outdir');
const outdir = (outdirOption > 0 && process.argv[outdirOption + 1]) || 'dist';

/** @type {esbuild.BuildOptions} */
const common = { absWorkingDir: root, bundle: true, sourcemap: !minify, minify, logLevel: 'warning', outdir };
/** Node 20's module loader lacks what esbuild's newest output takes for granted, hence the target. @type {esbuild.BuildOptions} */
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

/** The entries whose source is there. @param {Record<string, string>} entries */
const existing = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, file]) => fs.existsSync(path.join(root, file))));

/** One bundle a view: each folder of webview/ that has a main.ts. */
function viewEntries() {
  const views = fs.existsSync(path.join(root, 'webview')) ? fs.readdirSync(path.join(root, 'webview')) : [];
  return existing(Object.fromEntries(views.map((view) => [view, `webview/${view}/main.ts`])));
}

/** @type {(esbuild.BuildOptions & { entryPoints: Record<string, string> })[]} */
const all = [
  {
    ...node,
    entryPoints: existing({ extension: 'src/extension.ts', language: 'src/host/language/main.ts' }),
    external: ['vscode', './language.js'],
  },
  {
    ...node,
    ...tensorflowBundle,
    entryPoints: existing({
      worker: 'src/worker/main.ts',
      'tensor-worker': 'src/worker/tensor-worker.ts',
      cli: 'src/cli/main.ts',
    }),
    plugins: [kernelsPlugin],
  },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    outdir: path.join(outdir, 'webview'),
    entryPoints: viewEntries(),
  },
];
const builds = all.filter((options) => Object.keys(options.entryPoints).length > 0);

copyAddonSources(path.resolve(root, outdir, 'tensorflow'));

if (process.argv.includes('--watch')) {
  for (const options of builds) {
    await (await esbuild.context(options)).watch();
  }
} else {
  const results = await Promise.allSettled(builds.map((options) => esbuild.build(options)));
  const failed = results.filter((result) => result.status === 'rejected').length;
  if (process.argv.includes('--counted')) {
    console.log(formatCounts({ passed: results.length - failed, failed, skipped: 0 }));
  }
  process.exitCode = failed > 0 ? 1 : 0;
}
