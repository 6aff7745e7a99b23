/**
 * `npm run bench -- training [--subjects convolution,…] [--backends native,wasm] [--rounds N] [--json FILE] [--table FILE]`
 *
 * Runs steps of training beside torch and spikingjelly (in a virtual environment of their own), each measurement in a
 * process of its own on one thread: the peer, then ours on each backend, round after round. Prints medians of CPU time
 * a step, and the ratios within a round. Nothing is asserted about time: an aim that isn't met is printed as such. What
 * counts as passed is that both sides ran and computed the same (or, where weights are drawn, networks of one size).
 */
import * as fs from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend } from '../../../src/ml/compute/backends.js';
import { peersPython } from '../../rig/peers.js';
import { projectRoot } from '../../rig/project-root.js';
import { runProgram } from '../../rig/run-program.js';
import { median } from '../merge/usage.js';
import { formatTable } from './format-table.js';
import type { Measured, Measurement } from './measured.js';
import { type Aims, subjectAims } from './subject-names.js';

const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: {
    subjects: { type: 'string', default: Object.keys(subjectAims).join(',') },
    backends: { type: 'string', default: 'native,wasm' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    table: { type: 'string' },
  },
});

const folder = path.join('test', 'bench', 'training');
/** How far sums over a few thousand to a few million results may lie apart: both sides add them up in 32 bits. */
const CHECK_TOLERANCE = 1e-3;

const python = await peersPython(path.join(folder, 'requirements.txt'));
const child = process.env['MODELSMITH_BENCH_CHILD'] ?? '';
const env = {
  ...process.env,
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
};

async function run(program: string, args: readonly string[]): Promise<Measurement> {
  const printed = await runProgram(program, args, { env });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Measurement;
}

function assertSame(subject: string, ours: readonly number[], peer: readonly number[]): void {
  const isSame =
    ours.length === peer.length &&
    ours.every((value, i) => Math.abs(value - (peer[i] ?? Number.NaN)) <= CHECK_TOLERANCE * Math.abs(value));
  if (!isSame) {
    throw new Error(`${subject}: ours comes to ${ours.join(', ')}, the peer's to ${peer.join(', ')}`);
  }
}

async function measureSubject(subject: string, aims: Aims, backends: readonly Backend[]): Promise<readonly Measured[]> {
  const peer: number[] = [];
  const ours = new Map<Backend, number[]>(backends.map((backend) => [backend, []]));
  for (let round = 0; round < Number(options.rounds); round++) {
    const theirs = await run(python, [path.join(projectRoot, folder, 'peer.py'), subject]);
    peer.push(theirs.cpuMs);
    for (const [backend, costs] of ours) {
      const own = await run(process.execPath, [child, subject, backend]);
      assertSame(`${subject} on ${backend}`, own.check, theirs.check);
      costs.push(own.cpuMs);
    }
  }
  return [...ours].map(([backend, costs]) => {
    const ratio = median(costs.map((cost, round) => cost / (peer[round] ?? Number.NaN)));
    const aim = aims[backend];
    const row = { subject, backend, oursMs: median(costs), peerMs: median(peer), ratio };
    return aim === undefined ? row : { ...row, aim };
  });
}

const measured: Measured[] = [];
let passed = 0;
let failed = 0;
const backends = options.backends.split(',') as Backend[];
const aimsOf: Readonly<Record<string, Aims>> = subjectAims;
for (const subject of options.subjects.split(',')) {
  const aims = aimsOf[subject];
  if (aims === undefined) {
    throw new Error(`nothing is called ${subject}; there are ${Object.keys(subjectAims).join(', ')}`);
  }
  try {
    const rows = await measureSubject(subject, aims, backends);
    measured.push(...rows);
    passed++;
    console.log(formatTable(rows));
  } catch (error) {
    failed++;
    console.error(error);
  }
}
const machine = {
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
};
const table = formatTable(measured);
console.log(`\n${table}\n`);
if (options.json !== undefined) {
  await fs.writeFile(options.json, `${JSON.stringify({ machine, measured }, null, 2)}\n`);
}
if (options.table !== undefined) {
  await fs.writeFile(options.table, `${table}\n`);
}
console.log(`${String(passed)} passed, ${String(failed)} failed, 0 skipped`);
process.exitCode = failed > 0 ? 1 : 0;
