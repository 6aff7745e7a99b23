/**
 * `npm run bench -- merge [--sizes 125m,518m,1.1b] [--methods ties,…] [--rounds N] [--json FILE] [--table FILE]`
 *
 * Makes the checkpoints once, then runs mergekit (in the virtual environment of `test:peers`) and this program in turn,
 * A B A B, as whole processes with the inputs in the page cache, and prints medians and ratios. Nothing is asserted about
 * time: a target that isn't met is printed as such. What counts as passed is that a merge ran and, where nothing is
 * drawn, that the outputs agree (in float32 arithmetic, one unit in the last place of bf16).
 */
import { cpus, tmpdir, totalmem } from 'node:os';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { nodeFiles } from '../../../src/worker/node-files.js';
import { cacheFolder } from '../../rig/cache-folder.js';
import { peersPython } from '../../rig/peers.js';
import { prepareOnce } from '../../rig/prepare-once.js';
import { projectRoot } from '../../rig/project-root.js';
import { runProgram } from '../../rig/run-program.js';
import { compareOutputs } from './compare-outputs.js';
import { formatTable } from './format-table.js';
import { type Subject, subjects, tuned } from './subjects.js';
import type { Measured } from './measured.js';
import { measure, median, type Usage } from './usage.js';

const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: {
    sizes: { type: 'string', default: '125m,518m,1.1b' },
    methods: { type: 'string', default: subjects.map((one) => one.name).join(',') },
    rounds: { type: 'string', default: '2' },
    workers: { type: 'string' },
    json: { type: 'string' },
    table: { type: 'string' },
    alone: { type: 'boolean', default: false },
  },
});

/** What both sides are timed with; mergekit then computes in bf16, we in float32. */
const timedDtype = 'dtype: bfloat16\n';
/** What outputs are compared with: both compute in float32. */
const comparedDtype = 'dtype: float32\nout_dtype: bfloat16\n';

const python = await peersPython();
const scratch = await fs.mkdtemp(path.join(process.env['BENCH_SCRATCH'] ?? tmpdir(), 'modelsmith-bench-'));
let passed = 0;
let failed = 0;

async function prepareModels(size: string): Promise<{ folder: string; parameters: number }> {
  const folder = await prepareOnce(`bench-models-${size}`, async (target) => {
    console.log(`Making the checkpoints of ${size} …`);
    const script = path.join(projectRoot, 'test', 'bench', 'merge', 'make-models.py');
    await fs.writeFile(path.join(target, 'parameters'), await runProgram(python, [script, target, size]));
  });
  return { folder, parameters: Number(await fs.readFile(path.join(folder, 'parameters'), 'utf8')) };
}

/** Reads every byte once, so that both sides find their inputs in the page cache. */
async function warm(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder, { recursive: true })) {
    if (name.endsWith('.safetensors')) {
      await runProgram('cksum', [path.join(folder, name)]);
    }
  }
}

async function runOurs(config: string, output: string): Promise<Usage> {
  await fs.rm(output, { recursive: true, force: true });
  const command = [path.join(projectRoot, 'dist', 'cli.js'), 'run', config, output, '--root', scratch];
  return measure(python, [process.execPath, ...command], path.join(scratch, 'ours.log'));
}

async function runPeer(config: string, output: string): Promise<Usage> {
  await fs.rm(output, { recursive: true, force: true });
  const program = path.join(path.dirname(python), 'mergekit-yaml');
  return measure(python, [program, config, output, '--no-copy-tokenizer', '--quiet'], path.join(scratch, 'peer.log'));
}

function middle(usages: readonly Usage[]): Usage {
  return {
    wallSeconds: median(usages.map((one) => one.wallSeconds)),
    cpuSeconds: median(usages.map((one) => one.cpuSeconds)),
    peakBytes: median(usages.map((one) => one.peakBytes)),
    syncSeconds: median(usages.map((one) => one.syncSeconds)),
    load: median(usages.map((one) => one.load)),
  };
}

/** Runs with nothing left over that the disk still has to write for the one before: each side pays for its own. */
async function settled<Result>(run: () => Promise<Result>): Promise<Result> {
  await runProgram('sync', []);
  return run();
}

async function measureSubject(subject: Subject, size: string): Promise<Measured> {
  const { folder, parameters } = await prepareModels(size);
  const output = { ours: path.join(scratch, 'ours'), peer: path.join(scratch, 'peer') };
  const withPeer = subject.peer && !options.alone;
  const writeConfig = async (name: string, dtype: string): Promise<string> => {
    const file = path.join(scratch, `${name}.yml`);
    await fs.writeFile(file, subject.config(folder, dtype));
    return file;
  };

  let equalShare: number | undefined;
  if (withPeer && !subject.random && size === '125m') {
    const config = await writeConfig('compared', comparedDtype);
    await runOurs(config, output.ours);
    await runPeer(config, output.peer);
    const thinning = subject.density !== undefined && {
      base: path.join(folder, 'base'),
      models: tuned.map((name) => path.join(folder, name)),
      density: subject.density,
    };
    const folders = { ours: output.ours, theirs: output.peer };
    const difference = await compareOutputs(nodeFiles, folders, thinning || undefined);
    equalShare = difference.equalShare;
    console.log(
      `  outputs of ${subject.name}: ${(100 * equalShare).toFixed(4)} % equal to the bit, ${String(difference.tied)} ` +
        `differ at a threshold that several magnitudes share, ${String(difference.beyond)} of ` +
        `${String(difference.elements)} otherwise by more than one unit in the last place`,
    );
    if (difference.beyond > 0) {
      throw new Error(`${subject.name}: outputs differ, by up to ${String(difference.largest)}`);
    }
  }

  if (size === '125m') {
    await runOurs(await writeConfig('timed', timedDtype), output.ours);
    const script = path.join(projectRoot, 'test', 'bench', 'merge', 'load-output.py');
    const loaded = Number(await runProgram(python, [script, output.ours]));
    if (loaded !== parameters) {
      throw new Error(`${subject.name}: transformers loads ${String(loaded)} of ${String(parameters)} parameters`);
    }
    console.log(`  transformers loads the output of ${subject.name}, all its ${String(loaded)} parameters`);
  }
  await warm(folder);
  const config = await writeConfig('timed', timedDtype);
  const ours: Usage[] = [];
  const peer: Usage[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    if (withPeer) {
      peer.push(await settled(() => runPeer(config, output.peer)));
    }
    ours.push(await settled(() => runOurs(config, output.ours)));
  }
  return {
    size,
    parameters,
    method: subject.name,
    ours: middle(ours),
    ...(withPeer ? { peer: middle(peer) } : {}),
    ...(equalShare === undefined ? {} : { equalShare }),
  };
}

const measured: Measured[] = [];
try {
  for (const size of options.sizes.split(',')) {
    for (const name of options.methods.split(',')) {
      const subject = subjects.find((one) => one.name === name);
      if (!subject) {
        throw new Error(`no method is called ${name}`);
      }
      try {
        measured.push(await measureSubject(subject, size));
        passed++;
        console.log(formatTable(measured.slice(-1), measured));
      } catch (error) {
        failed++;
        console.error(error);
      }
    }
  }
} finally {
  await fs.rm(scratch, { recursive: true, force: true });
}
const machine = {
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
  cache: path.basename(cacheFolder()),
};
const table = formatTable(measured, measured);
console.log(`\n${table}\n`);
if (options.json !== undefined) {
  await fs.writeFile(options.json, `${JSON.stringify({ machine, measured }, null, 2)}\n`);
}
if (options.table !== undefined) {
  await fs.writeFile(options.table, `${table}\n`);
}
console.log(`${String(passed)} passed, ${String(failed)} failed, 0 skipped`);
process.exitCode = failed > 0 ? 1 : 0;
