/**
 * `npm run bench -- evolve [--parts functions,accuracy,cade,population] [--seeds 0,1,…] [--workers 2] [--json FILE] [--table FILE]`
 *
 * functions: our searches on four analytic functions beside the specification's medians, scipy and pycma. accuracy: Evolver,
 * and an evolution of merge parameters, beside merging methods on two sets of tasks (A1: digits and a perceptron, B2: Markov
 * texts and a gpt2), all trained by our own pieces. cade: CADE and its kin, and further training, on small spiking networks. population: the memory
 * and the disk that four checkpoints of 518 M parameters take.
 *
 * Seeds are worked on in processes of their own. Trained weights are kept in the cache folder, so that a second run is quick.
 * A part that isn't run keeps its figures in the JSON file.
 */
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { peersPython } from '../../rig/peers.js';
import { accuracyPart } from './accuracy/part.js';
import { cadePart } from './cade/part.js';
import { functionsPart } from './functions/part.js';
import type { Part } from './part.js';
import { populationPart } from './population/part.js';

const parts: Readonly<Record<string, Part>> = {
  functions: functionsPart,
  accuracy: accuracyPart,
  cade: cadePart,
  population: populationPart,
};

const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: {
    parts: { type: 'string', default: Object.keys(parts).join(',') },
    seeds: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    json: { type: 'string' },
    table: { type: 'string' },
  },
});

const machine = {
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
};
const results: Record<string, unknown> = {};
const tables: string[] = [];
let [passed, failed] = [0, 0];
const python = await peersPython(path.join('test', 'bench', 'evolve', 'requirements.txt'));
for (const name of options.parts.split(',')) {
  const part = parts[name];
  if (part === undefined) {
    throw new Error(`nothing is called ${name}; there are ${Object.keys(parts).join(', ')}`);
  }
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const begun = performance.now();
  console.log(`\n${name} (load ${load})`);
  const { table, checks, measured } = await part({
    seeds: options.seeds?.split(',').map(Number),
    workers: Number(options.workers),
    python,
  });
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`\n${table}\n\n${String(seconds)} s`);
  for (const { holds, said } of checks) {
    console.log(`${holds ? '✓' : '✗'} ${said}`);
    passed += holds ? 1 : 0;
    failed += holds ? 0 : 1;
  }
  tables.push(table);
  results[name] = { date: new Date().toISOString(), load: Number(load), seconds, machine, ...Object(measured) };
}
if (options.table !== undefined) {
  await fs.writeFile(options.table, `${tables.join('\n\n')}\n`);
}
if (options.json !== undefined) {
  const earlier: unknown = existsSync(options.json) ? JSON.parse(await fs.readFile(options.json, 'utf8')) : {};
  await fs.writeFile(options.json, `${JSON.stringify({ ...Object(earlier), ...results }, null, 2)}\n`);
}
console.log(`${String(passed)} passed, ${String(failed)} failed, 0 skipped`);
process.exitCode = failed > 0 ? 1 : 0;
