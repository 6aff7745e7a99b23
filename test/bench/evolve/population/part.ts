import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { peersPython } from '../../../rig/peers.js';
import { prepareOnce } from '../../../rig/prepare-once.js';
import { projectRoot } from '../../../rig/project-root.js';
import { runProgram } from '../../../rig/run-program.js';
import { measure } from '../../merge/usage.js';
import type { Part } from '../part.js';

const SIZE = '518m';
const GENERATIONS = 5;
const LIMIT_BYTES = 1e9;
/** How often the disk is looked at. */
const LOOK_MS = 500;

/** Scores a candidate by some of its weights, in next to no time and memory. */
const score = `import { openSync, readSync, readdirSync } from 'node:fs';
const folder = process.argv[2];
let sum = 0;
for (const name of readdirSync(folder).filter((one) => one.endsWith('.safetensors'))) {
  const file = openSync(folder + '/' + name, 'r');
  const bytes = new Uint16Array(1 << 16);
  readSync(file, bytes, 0, bytes.byteLength, 1 << 22);
  const floats = new Float32Array(Uint32Array.from(bytes, (half) => half << 16).buffer);
  for (const value of floats) sum -= Number.isFinite(value) ? value * value : 0;
}
console.log(JSON.stringify({ accuracy: sum }));
`;

/** A population of four large checkpoints, a program that scores: what memory and disk it takes, the program not counted. */
export const populationPart: Part = async () => {
  const python = await peersPython();
  const models = await prepareOnce(`bench-models-${SIZE}`, async (target) => {
    const script = path.join(projectRoot, 'test', 'bench', 'merge', 'make-models.py');
    await fs.writeFile(path.join(target, 'parameters'), await runProgram(python, [script, target, SIZE]));
  });
  const members = ['base', 'ft0', 'ft1', 'ft2'].map((name) => path.join(models, name));
  const modelBytes = await bytesBelow(members[0] ?? '');
  const folder = await fs.mkdtemp(path.join(process.env['BENCH_SCRATCH'] ?? tmpdir(), 'modelsmith-population-'));
  try {
    await fs.writeFile(path.join(folder, 'score.mjs'), score);
    const experiment = {
      kind: 'evolve',
      individuals: { type: 'checkpoints', models: members },
      algorithm: { name: 'cade', CR: 0.3 },
      generations: GENERATIONS,
      baselines: false,
      evaluate: { type: 'command', command: [process.execPath, 'score.mjs', '{model}'], data: ['score.mjs'] },
      disk: 2 * modelBytes,
    };
    const file = path.join(folder, 'population.experiment.yaml');
    await fs.writeFile(file, JSON.stringify(experiment));
    let diskBytes = 0;
    const looking = setInterval(() => {
      void bytesBelow(folder).then((bytes) => {
        diskBytes = Math.max(diskBytes, bytes);
      });
    }, LOOK_MS);
    const cli = path.join(projectRoot, 'dist', 'cli.js');
    const usage = await measure(
      python,
      [process.execPath, cli, 'run', file, '--root', folder],
      path.join(folder, 'log'),
    );
    clearInterval(looking);
    const megabytes = (bytes: number): string => `${String(Math.round(bytes / 1e6))} MB`;
    const told = [
      `${String(Math.round(usage.wallSeconds))} s`,
      `${String(Math.round(usage.cpuSeconds))} CPU s`,
      `${megabytes(usage.peakBytes)} of memory`,
      `${megabytes(diskBytes)} on disk`,
    ];
    return {
      table: `Four checkpoints of ${megabytes(modelBytes)} each, ${String(GENERATIONS)} generations: ${told.join(', ')}.`,
      checks: [
        { holds: usage.peakBytes <= LIMIT_BYTES, said: `at most ${megabytes(LIMIT_BYTES)} of memory` },
        { holds: diskBytes <= 2 * modelBytes, said: 'at most twice one model on disk' },
      ],
      measured: { modelBytes, generations: GENERATIONS, diskBytes, ...usage },
    };
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
};

/** What all files below a folder take; one that goes meanwhile counts nothing. */
async function bytesBelow(folder: string): Promise<number> {
  const names = await fs.readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      fs.stat(path.join(folder, name)).then(
        (stat) => (stat.isFile() ? stat.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
