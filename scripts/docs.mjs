// The parts of docs/ that the schemas say: tables of keys between markers, and the JSON Schema of experiment files.
// `node scripts/docs.mjs [--write]`: tells what is out of date, or writes it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadSource } from './lib/load-source.mjs';
import { root } from './lib/root.mjs';

/** @typedef {{ description?: string, required: boolean, default?: string, unit?: string, takers: readonly string[], choices: readonly { value: string, description?: string }[], minimum?: number, maximum?: number }} Facts */
/** @typedef {{ key: string, takes: readonly string[], facts: Facts }} Row */

const reference = await loadSource('src/experiments/reference.ts');
const schemaFile = 'docs/experiment.schema.json';
/** Not followed into: the same in many places, and told in a table of their own. */
const leaves = ['parameters', 'slices', 'models', 'evaluate', 'search'];

const words = /** @type {Record<string, string>} */ ({
  'whole-number': 'whole number',
  boolean: 'true or false',
  'list-of-filters': 'list of filters',
});

/** A cell of a table: bars would end it. @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** @param {Row} row */
function valueOf({ takes, facts }) {
  const { choices, minimum, maximum } = facts;
  const isChoice = choices.length > 0 && !takes.includes('boolean');
  const kinds = isChoice
    ? choices.map(({ value }) => `\`${value}\``)
    : takes.map((/** @type {string} */ kind) => words[kind] ?? kind);
  const range = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  return [[...new Set(kinds)].join(', '), ...range].join(', ');
}

/** @param {readonly Row[]} rows @param {{ withTakers?: boolean }} [options] */
function table(rows, { withTakers = false } = {}) {
  const last = withTakers ? 'Taken by (its default there)' : 'Default';
  const lines = rows.map((row) => {
    const { facts } = row;
    const end = withTakers ? facts.takers.join(', ') : facts.required ? 'required' : (facts.default ?? '');
    return `| \`${row.key}\` | ${cell(valueOf(row))} | ${cell(facts.description ?? '')} | ${cell(end)} |`;
  });
  return [`| Key | Value | What it is | ${last} |`, '| --- | --- | --- | --- |', ...lines].join('\n');
}

/** @param {string} schema @param {string} [below] */
const rowsOf = (schema, below) =>
  /** @type {readonly Row[]} */ (
    reference.referenceRows(reference.referenceSchemas[schema], below === undefined ? leaves : [])
  ).filter(({ key }) => below === undefined || key.startsWith(below));

/**
 * A mapping that is one of several, told by the key `teller`: what each is for, then every key with those that take it.
 * @param {readonly Row[]} rows @param {string} teller
 */
function unionTable(rows, teller) {
  /** @type {string[]} */
  const members = [];
  /** @type {Map<string, { row: Row, takers: string[] }>} */
  const keys = new Map();
  /** @type {readonly string[]} */
  let names = [];
  for (const row of rows) {
    const { choices, description = '' } = row.facts;
    if (row.key === teller) {
      names = choices.map(({ value }) => `\`${value}\``);
      members.push(`| ${names.join(', ')} | ${cell(description || (choices[0]?.description ?? ''))} |`);
    } else {
      const said = JSON.stringify([
        row.key,
        valueOf(row),
        row.facts.description,
        row.facts.default,
        row.facts.required,
      ]);
      const known = keys.get(said) ?? { row, takers: [] };
      known.takers.push(...names);
      keys.set(said, known);
    }
  }
  const lines = [...keys.values()].map(({ row, takers }) => {
    const { facts } = row;
    const end = facts.required ? 'required' : (facts.default ?? '');
    const of =
      takers.length === members.flatMap((line) => line.match(/`[^`]+`/g) ?? []).length ? 'all' : takers.join(', ');
    return `| \`${row.key}\` | ${of} | ${cell(valueOf(row))} | ${cell(facts.description ?? '')} | ${cell(end)} |`;
  });
  return [
    `| \`${teller}\` | What it is |`,
    '| --- | --- |',
    ...members,
    '',
    '| Key | Of | Value | What it is | Default |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** What stands between `<!-- generated: NAME -->` and `<!-- end -->`, by name. @type {Record<string, () => string>} */
const parts = {
  'common keys': () => table(rowsOf('common')),
  'merge keys': () => table(rowsOf('merge')),
  'extraction keys': () => table(rowsOf('merge extract-lora')),
  'merge models': () => table(rowsOf('merge', 'models[].').filter(({ key }) => !/parameters\./.test(key))),
  'merge slices': () => table(rowsOf('merge', 'slices[].').filter(({ key }) => !/parameters\./.test(key))),
  'merge evaluate': () =>
    // Where examples come from is told on the page about training.
    unionTable(
      rowsOf('merge', 'evaluate.').filter(({ key }) => !key.startsWith('evaluate.data.')),
      'evaluate.type',
    ),
  'merge search': () => table(rowsOf('merge', 'search')),
  'merge parameters': () =>
    table(
      rowsOf('merge', 'parameters.')
        .filter(({ key }) => !key.includes('[]'))
        .map((row) => ({ ...row, key: row.key.slice('parameters.'.length) })),
      { withTakers: true },
    ),
  'evolve keys': () =>
    table(rowsOf('evolve').filter(({ key }) => !/^(?:individuals|algorithm|merge|validation|test)\./.test(key))),
  'evolve individuals': () =>
    unionTable(
      rowsOf('evolve', 'individuals.').filter(({ key }) => !/^individuals\.transfer\.train\./.test(key)),
      'individuals.type',
    ),
  'evolve algorithms': () => unionTable(rowsOf('evolve', 'algorithm.'), 'algorithm.name'),
  'stability keys': () =>
    table(
      rowsOf('stability').filter(({ key }) => !/^(?:tasks\[\]\.(?:network|data|schedule)|optimizers\[\])\./.test(key)),
    ),
  'train keys': () =>
    table(
      rowsOf('train').filter(
        ({ key }) => !/^(?:network|optimizer|source\.data|data\.(?:train|validation|test))\./.test(key),
      ),
    ),
  'train networks': () => unionTable(rowsOf('train', 'network.'), 'network.type'),
  'train data': () => unionTable(rowsOf('train', 'data.train.'), 'data.train.format'),
  'train optimizers': () => unionTable(rowsOf('train', 'optimizer.'), 'optimizer.name'),
  'train statistics': () => table(rowsOf('train statistics').filter(({ key }) => !key.startsWith('data.'))),
  'merge methods': () => {
    const method = rowsOf('merge').find(({ key }) => key === 'merge_method');
    const lines = (method?.facts.choices ?? []).map(
      ({ value, description }) => `| \`${value}\` | ${cell(description ?? '')} |`,
    );
    return ['| `merge_method` | What it does |', '| --- | --- |', ...lines].join('\n');
  },
};

/** A page with its generated parts made anew. @param {string} page @param {string} text */
function renew(page, text) {
  return text.replace(
    /(<!-- generated: ([\w ]+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_whole, /** @type {string} */ begin, /** @type {string} */ name, /** @type {string} */ end) => {
      const part = parts[name];
      if (part === undefined) {
        throw new Error(`${page} asks for "${name}", which is not generated`);
      }
      return `${begin}\n${part()}\n${end}`;
    },
  );
}

const docs = path.join(root, 'docs');
const pages = fs.readdirSync(docs).filter((name) => name.endsWith('.md'));
const wanted = new Map(
  pages.map((name) => {
    const file = `docs/${name}`;
    return [file, renew(file, fs.readFileSync(path.join(root, file), 'utf8'))];
  }),
);
wanted.set(schemaFile, `${JSON.stringify(reference.experimentJsonSchema(), null, 1)}\n`);

const stale = [...wanted].filter(([file, text]) => {
  const full = path.join(root, file);
  return !fs.existsSync(full) || fs.readFileSync(full, 'utf8') !== text;
});
if (process.argv.includes('--write')) {
  for (const [file, text] of stale) {
    fs.writeFileSync(path.join(root, file), text);
    console.log(`written: ${file}`);
  }
} else if (stale.length > 0) {
  console.error(
    `${stale.map(([file]) => `${file} says something else than the schemas`).join('\n')}\nWrite them anew with: npm run docs`,
  );
  process.exitCode = 1;
}
