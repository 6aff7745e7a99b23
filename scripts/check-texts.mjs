// The texts that a user can read, as translators get them: l10n/bundle.l10n.json from the sources and the schemas of
// experiments, and package.nls.json for the manifest. Every translation beside them must have them all.
// `node scripts/check-texts.mjs [--write]`: tells what is out of date, or writes l10n/bundle.l10n.json.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { loadSource } from './lib/load-source.mjs';
import { root } from './lib/root.mjs';

const bundleFile = path.join(root, 'l10n', 'bundle.l10n.json');
const folders = ['src', 'webview'];

/** @param {string} file @returns {Record<string, unknown>} */
const readJson = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});

/** The texts of the sources, in the order of their keys, so that a change is a small difference. */
async function textsOfSources() {
  const files = folders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      fs.readdirSync(path.join(root, folder), { recursive: true }).map((file) => path.join(root, folder, String(file))),
    )
    .filter((file) => file.endsWith('.ts'));
  const sources = files.map((file) => ({
    contents: fs.readFileSync(file, 'utf8'),
    extension: /** @type {const} */ ('.ts'),
  }));
  const { schemaTexts } = await loadSource('src/experiments/reference.ts');
  const found = {
    ...(await getL10nJson(sources.filter(({ contents }) => contents.includes('l10n.t(')))),
    // Descriptions stand in the schema and are translated by their English text.
    ...Object.fromEntries(schemaTexts().map((/** @type {string} */ text) => [text, text])),
  };
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys of the manifest (`%key%`) that package.nls.json lacks, and those there that the manifest doesn't use. */
function manifestFaults() {
  const manifest = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  const used = new Set([...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key = '']) => key));
  const known = new Set(Object.keys(readJson(path.join(root, 'package.nls.json'))));
  return [
    ...[...used].filter((key) => !known.has(key)).map((key) => `package.nls.json lacks ${key}`),
    ...[...known]
      .filter((key) => !used.has(key))
      .map((key) => `package.nls.json has ${key}, which package.json doesn't use`),
  ];
}

/** What differs between two sets of texts. @param {Record<string, unknown>} wanted @param {Record<string, unknown>} present */
function bundleFaults(wanted, present) {
  const differs = (/** @type {string} */ key) => JSON.stringify(wanted[key]) !== JSON.stringify(present[key]);
  return [...new Set([...Object.keys(wanted), ...Object.keys(present)])]
    .filter(differs)
    .map((key) => `${path.relative(root, bundleFile)} ${key in wanted ? 'lacks' : 'still has'} ${JSON.stringify(key)}`);
}

/** The numbers and names in braces of a text, in order. @param {unknown} text */
const placeholders = (text) => (String(text).match(/\{\w+\}/g) ?? []).sort().join(' ');

/** Translations of a file that lack a text, have one too many, or lost a placeholder. @param {string} file @param {Record<string, unknown>} wanted */
function translationFaults(file, wanted) {
  const folder = path.dirname(path.join(root, file));
  const stem = path.basename(file, '.json');
  const languages = fs.existsSync(folder)
    ? fs.readdirSync(folder).filter((name) => name.startsWith(`${stem}.`) && name !== path.basename(file))
    : [];
  return languages.flatMap((name) => {
    const translated = readJson(path.join(folder, name));
    return [
      ...Object.keys(wanted)
        .filter((key) => !(key in translated))
        .map((key) => `${name} lacks ${JSON.stringify(key)}`),
      ...Object.keys(translated)
        .filter((key) => !(key in wanted))
        .map((key) => `${name} still has ${JSON.stringify(key)}`),
      ...Object.entries(translated)
        .filter(([key, text]) => key in wanted && placeholders(text) !== placeholders(wanted[key]))
        .map(([key]) => `${name} lost or gained a placeholder in ${JSON.stringify(key)}`),
    ];
  });
}

const texts = await textsOfSources();
if (process.argv.includes('--write')) {
  fs.mkdirSync(path.dirname(bundleFile), { recursive: true });
  fs.writeFileSync(bundleFile, `${JSON.stringify(texts, null, 2)}\n`);
  console.log(`${Object.keys(texts).length} texts in ${path.relative(root, bundleFile)}`);
}
const faults = [
  ...manifestFaults(),
  ...bundleFaults(texts, readJson(bundleFile)),
  ...translationFaults('l10n/bundle.l10n.json', texts),
  ...translationFaults('package.nls.json', readJson(path.join(root, 'package.nls.json'))),
];
const most = 20;
if (faults.length > 0) {
  const more = faults.length > most ? `\n… and ${faults.length - most} more` : '';
  console.error(`${faults.slice(0, most).join('\n')}${more}\nWrite the bundle anew with: npm run texts`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
