// Packs the extension as a user gets it: built without source maps, in a folder of its own, from the allow-list of .vscodeignore.
// `node scripts/package.mjs [--out FILE]` (default: modelsmith-VERSION.vsix). Ends with the line of counts: each rule that a package
// has to keep is one test.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import vsce from '@vscode/vsce';
import { formatCounts } from './lib/counts.mjs';
import { root } from './lib/root.mjs';
import { zipEntries } from './lib/zip-entries.mjs';

const outOption = process.argv.indexOf('--out');
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.resolve(
  (outOption > 0 && process.argv[outOption + 1]) || path.join(root, `modelsmith-${version}.vsix`),
);

/** What may be in a package, by its path there. */
const allowed = [
  /^(package|package\.nls(\.[a-z-]+)?)\.json$/,
  /^(readme|changelog)\.md$/,
  /^LICENSE(\.txt)?$/,
  /^bin\/modelsmith(\.cmd)?$/,
  /^dist\/(extension|language|worker|tensor-worker|cli)\.js$/,
  /^dist\/tensorflow\/(tfjs-backend-wasm[a-z-]*\.wasm|(binding|node)\/[a-z_]+\.(cc|h))$/,
  /^dist\/webview\/[a-z-]+\.(js|css)$/,
  /^docs\/pictures\/(coefficients|curves|stability)-dark\.png$/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  /^media\/([a-z-]+\/)*[a-z-]+\.(svg|png|md|yaml)$/,
  /^media\/(sample|sample\/training|demo-model)\/[A-Za-z-]+(\.experiment\.yaml|\.md)$/,
  /^media\/sample\/[a-z-]+\.(jsonl|mjs)$/,
  /^media\/(demo-model|sample\/models\/[a-z-]+)\/(model\.safetensors|(config|tokenizer|tokenizer_config)\.json)$/,
  /^syntaxes\/[a-z-]+\.tmLanguage\.json$/,
  /^language-configuration\.json$/,
];
/** Largest sizes in kB, and why. */
const limits = [
  { file: 'dist/extension.js', kilobytes: 300, reason: 'it is read at every start of a window that activates it' },
];
const required = ['package.json', 'LICENSE.txt', 'readme.md', ...limits.map(({ file }) => file), 'bin/modelsmith'];

/** Copies what the allow-list names, but dist/, into a new folder and builds into it. */
async function stage() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-package-'));
  for (const file of [
    ...(await vsce.listFiles({ cwd: root, packageManager: vsce.PackageManager.None })),
    '.vscodeignore',
  ]) {
    if (!file.startsWith('dist/')) {
      fs.cpSync(path.join(root, file), path.join(folder, file));
    }
  }
  const build = [path.join(root, 'scripts', 'build.mjs'), '--minify', '--outdir', path.join(folder, 'dist')];
  if (spawnSync(process.execPath, build, { stdio: 'inherit' }).status !== 0) {
    throw new Error('the build failed');
  }
  return folder;
}

/** @param {string} file @returns {Map<string, import('./lib/zip-entries.mjs').ZipEntry>} the extension's own files, by path */
function contentsOf(file) {
  const own = zipEntries(fs.readFileSync(file)).filter(
    ({ name }) => name.startsWith('extension/') && !name.endsWith('/'),
  );
  return new Map(own.map((entry) => [entry.name.slice('extension/'.length), entry]));
}

const counts = { passed: 0, failed: 0, skipped: 0 };
/** @param {string} name @param {readonly string[]} faults */
function check(name, faults) {
  counts[faults.length === 0 ? 'passed' : 'failed']++;
  console.log(`  ${faults.length === 0 ? '✓' : '✗'} ${name}${faults.map((fault) => `\n      ${fault}`).join('')}`);
}

const folder = await stage();
try {
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  await vsce.createVSIX({ cwd: folder, packagePath: vsix, dependencies: false, rewriteRelativeLinks: false });
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
const contents = contentsOf(vsix);
check(
  'the package holds only what it needs',
  [...contents.keys()].filter((file) => !allowed.some((pattern) => pattern.test(file))),
);
check(
  'the package holds what it needs',
  required.filter((file) => !contents.has(file)),
);
for (const { file, kilobytes, reason } of limits) {
  const size = (contents.get(file)?.bytes ?? 0) / 1000;
  check(`${file} is under ${kilobytes} kB`, size < kilobytes ? [] : [`it has ${size.toFixed(0)} kB, but ${reason}`]);
}
check('the launcher can be executed', contents.get('bin/modelsmith')?.isExecutable === true ? [] : ['bin/modelsmith']);
for (const [file, { bytes }] of [...contents].sort(([a], [b]) => a.localeCompare(b))) {
  console.log(`    ${(bytes / 1000).toFixed(1).padStart(9)} kB  ${file}`);
}
console.log(`  ${path.relative(root, vsix)}: ${(fs.statSync(vsix).size / 1000).toFixed(0)} kB, ${contents.size} files`);
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
