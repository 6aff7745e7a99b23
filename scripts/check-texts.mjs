// The texts that a user can read, as translators get them: l10n/bundle.l10n.json from the sources and the schemas of
// experiments, and package.nls.json for the manifest. Translations lie beside them.
// `node scripts/check-texts.mjs [--write]`: tells what is out of date, or writes the bundle and prunes its translations.
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

/** The translations beside a file: `bundle.l10n.de.json` beside `bundle.l10n.json`. @param {string} file */
function translationsOf(file) {
  const folder = path.dirname(path.join(root, file));
  const stem = path.basename(file, '.json');
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return names
    .filter((name) => name.startsWith(`${stem}.`) && name.endsWith('.json') && name !== path.basename(file))
    .map((name) => path.join(folder, name));
}

/**
 * Faults of translations: texts that are no longer asked for, and lost placeholders. A text that isn't translated yet is
 * shown in English, so it is told and is no fault. @param {string} file @param {Record<string, unknown>} wanted
 */
function translationFaults(file, wanted) {
  return translationsOf(file).flatMap((translation) => {
    const name = path.relative(root, translation);
    const translated = readJson(translation);
    const lacking = Object.keys(wanted).filter((key) => !(key in translated)).length;
    if (lacking > 0) {
      console.log(`${name}: ${lacking} of ${Object.keys(wanted).length} texts are not translated yet`);
    }
    return [
      ...Object.keys(translated)
        .filter((key) => !(key in wanted))
        .map((key) => `${name} still has ${JSON.stringify(key)}`),
      ...Object.entries(translated)
        .filter(([key, text]) => key in wanted && placeholders(text) !== placeholders(wanted[key]))
        .map(([key]) => `${name} lost or gained a placeholder in ${JSON.stringify(key)}`),
    ];
  });
}

/** Leaves out of the translations what is no longer asked for. @param {string} file @param {Record<string, unknown>} wanted */
function pruneTranslations(file, wanted) {
  for (const translation of translationsOf(file)) {
    const translated = readJson(translation);
    const kept = Object.keys(wanted).filter((key) => key in translated);
    writeJson(translation, Object.fromEntries(kept.map((key) => [key, translated[key]])));
  }
}

/** @param {string} file @param {unknown} value */
function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const texts = await textsOfSources();
const manifestTexts = readJson(path.join(root, 'package.nls.json'));
if (process.argv.includes('--write')) {
  writeJson(bundleFile, texts);
  pruneTranslations('l10n/bundle.l10n.json', texts);
  pruneTranslations('package.nls.json', manifestTexts);
  console.log(`${Object.keys(texts).length} texts in ${path.relative(root, bundleFile)}`);
}
const faults = [
  ...manifestFaults(),
  ...bundleFaults(texts, readJson(bundleFile)),
  ...translationFaults('l10n/bundle.l10n.json', texts),
  ...translationFaults('package.nls.json', manifestTexts),
];
const most = 20;
if (faults.length > 0) {
  const more = faults.length > most ? `\n… and ${faults.length - most} more` : '';
  console.error(`${faults.slice(0, most).join('\n')}${more}\nWrite the bundle anew with: npm run texts`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
