// Stopping and going on, from the terminal that started a run and from another one.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../fakes/wait-for.js';
import { slowMergeLines, writeSlowModels } from '../fakes/slow-merge.js';
import { BuiltCli, outcomeOf } from './built-cli.js';

/** Enough work for a run to be met in its middle. */
const size = { layers: 10, width: 512 };

let home: string;
let cli: BuiltCli;
/** What an undisturbed run writes. */
let expected: string;

before(async () => {
  home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-cli-')));
  cli = await BuiltCli.build(path.join(home, 'program'));
  writeSlowModels(home, ['base', 'a', 'b', 'c'], size);
  const root = workspace();
  const { code, err } = await cli.run(root, ['run', 'slow.experiment.yaml']);
  assert.equal(code, 0, err);
  expected = outputDigest(root);
});

after(() => {
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const isWindows = process.platform === 'win32';
const skip = isWindows ? 'signals are not delivered to groups on Windows' : false;

test('Ctrl-C stops a run within moments; resumed, it ends with the same bytes', { skip }, async () => {
  const root = workspace();
  const child = cli.start(root, ['run', 'slow.experiment.yaml', '--json']);
  const ended = outcomeOf(child);
  await progressOf(child);
  interrupt(child);
  const { code, out } = await ended;
  assert.equal(code, 130);
  const end = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as { readonly status: string };
  assert.equal(end.status, 'cancelled');
  assert.equal(fs.existsSync(path.join(root, 'out')), false, 'nothing stands at the name of the output');
  const resumed = await cli.run(root, ['resume', 'latest']);
  assert.equal(resumed.code, 0, resumed.err);
  assert.match(resumed.err, /^Resumed where its last snapshot left off$/m);
  assert.equal(outputDigest(root), expected);
});

test('Ctrl-C twice leaves at once; the run is interrupted or cancelled, and can be resumed', { skip }, async () => {
  const root = workspace();
  const child = cli.start(root, ['run', 'slow.experiment.yaml', '--json']);
  const ended = outcomeOf(child);
  await progressOf(child);
  interrupt(child);
  interrupt(child);
  assert.equal((await ended).code, 130);
  const status = await waitFor('the end of the run', async () => {
    const now = await statusOf(root);
    return now !== 'running' && now !== 'stopping' && now;
  });
  assert.ok(status === 'interrupted' || status === 'cancelled', status);
  assert.equal((await cli.run(root, ['resume', 'latest'])).code, 0);
  assert.equal(outputDigest(root), expected);
});

test('a killed command leaves its run interrupted; resumed, it ends with the same bytes', async () => {
  const root = workspace();
  const child = cli.start(root, ['run', 'slow.experiment.yaml', '--json']);
  const ended = outcomeOf(child);
  await progressOf(child);
  child.kill('SIGKILL');
  await ended;
  assert.equal(await statusOf(root), 'interrupted');
  const resumed = await cli.run(root, ['resume', 'latest']);
  assert.equal(resumed.code, 0, resumed.err);
  assert.equal(outputDigest(root), expected);
});

test('another terminal stops a run; the one that started it exits with 130', async () => {
  const root = workspace();
  const child = cli.start(root, ['run', 'slow.experiment.yaml', '--json']);
  const ended = outcomeOf(child);
  const { run } = await progressOf(child);
  const cancelled = await cli.run(root, ['cancel', run.slice(-8)]);
  assert.deepEqual([cancelled.code, cancelled.out], [0, `${run.slice(-8)}: cancelled\n`]);
  assert.equal((await ended).code, 130);
  const again = await cli.run(root, ['cancel', run]);
  assert.equal(again.code, 2, 'what has ended cannot be stopped');
});

test('a run in the background outlives its command, and is stopped and resumed from elsewhere', async () => {
  const root = workspace();
  const { code, out } = await cli.run(root, ['run', 'slow.experiment.yaml', '--background']);
  assert.equal(code, 0);
  assert.match(out, /runs in the background as/);
  await waitFor('the run', async () => (await statusOf(root)) === 'running');
  assert.equal((await cli.run(root, ['cancel', 'latest'])).code, 0);
  assert.equal(await statusOf(root), 'cancelled');
  assert.equal((await cli.run(root, ['resume', 'latest', '--background'])).code, 0);
  await waitFor('its end', async () => (await statusOf(root)) === 'succeeded');
  assert.equal(outputDigest(root), expected);
});

test('the runs of a matrix wait in the queue and are worked off in the background', async () => {
  const root = workspace();
  const { code, out } = await cli.run(root, ['run', 'quick.experiment.yaml', '--background', '--json']);
  assert.equal(code, 0);
  assert.equal((JSON.parse(out) as { readonly runs: readonly string[] }).runs.length, 2);
  await waitFor('both', async () => {
    const { runs } = await cli.json(root, ['list']);
    return (runs as readonly { readonly status: string }[]).every(({ status }) => status === 'succeeded');
  });
  const waiting = await cli.json(root, ['queue']);
  assert.deepEqual(waiting['runs'], []);
});

test('a matrix stops at Ctrl-C without beginning its other runs, and goes on as one', { skip }, async () => {
  const root = workspace();
  const child = cli.start(root, ['run', 'slow-matrix.experiment.yaml', '--json']);
  const ended = outcomeOf(child);
  await progressOf(child);
  interrupt(child);
  assert.equal((await ended).code, 130);
  assert.deepEqual(await statusesOf(root), ['cancelled', 'cancelled']);
  const resumed = await cli.run(root, ['resume', 'slow-matrix']);
  assert.equal(resumed.code, 0, resumed.err);
  assert.deepEqual(await statusesOf(root), ['succeeded', 'succeeded']);
  assert.match(resumed.out, /^slow-matrix, 2 runs$/m);
});

test('a matrix that goes on elsewhere is cancelled as one', async () => {
  const root = workspace();
  const child = cli.start(root, ['run', 'slow-matrix.experiment.yaml', '--json']);
  const ended = outcomeOf(child);
  await progressOf(child);
  const cancelled = await cli.run(root, ['cancel', 'slow-matrix']);
  assert.equal(cancelled.code, 0, cancelled.err);
  assert.deepEqual(await statusesOf(root), ['cancelled', 'cancelled']);
  assert.equal((await ended).code, 130);
});

/** A folder with experiments on the models; they are read from where they lie. */
function workspace(): string {
  const root = fs.mkdtempSync(path.join(home, 'workspace-'));
  const models = ['a', 'b', 'c'].map((name) => `  - model: ../${name}\n`).join('');
  const merge = `kind: merge\nbase_model: ../base\nmodels:\n${models}merge_method: pcb\n`;
  const slow = `${slowMergeLines('..', ['a', 'b', 'c']).join('\n')}\n`;
  fs.writeFileSync(path.join(root, 'slow.experiment.yaml'), `${slow}output: ./out\n`);
  fs.writeFileSync(path.join(root, 'slow-matrix.experiment.yaml'), `${slow}matrix: { seed: [1, 2] }\n`);
  const quick = merge
    .replace('pcb', 'task_arithmetic')
    .replaceAll(/(model: \.\.\/[abc])\n/g, '$1\n    parameters: { weight: 1 }\n');
  fs.writeFileSync(path.join(root, 'quick.experiment.yaml'), `${quick}matrix: { parameters.lambda: [0.5, 1] }\n`);
  // The runs lie here, not in whatever the temporary folder is part of.
  fs.mkdirSync(path.join(root, '.modelsmith'));
  return root;
}

/** Waits until a command that prints JSON has told a run's progress, and the run is well in its middle. */
async function progressOf(child: ChildProcess): Promise<{ readonly run: string }> {
  let text = '';
  child.stdout?.on('data', (more: string) => (text += more));
  return waitFor('progress', () => {
    const line = text.split('\n').find((one) => one.includes('"type":"progress"') && one.endsWith('}'));
    return line === undefined ? undefined : (JSON.parse(line) as { readonly run: string });
  });
}

/** What a terminal does at Ctrl-C: the signal goes to all its processes. */
function interrupt(child: ChildProcess): void {
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
}

async function statusOf(root: string): Promise<string> {
  const { run } = await cli.json(root, ['show', 'latest']);
  return (run as { readonly status: string }).status;
}

async function statusesOf(root: string): Promise<readonly string[]> {
  const { runs } = await cli.json(root, ['list']);
  return (runs as readonly { readonly status: string }[]).map(({ status }) => status);
}

/** Every file of the output with its bytes, but the model card and the experiment: both name the run's own folder. */
function outputDigest(root: string): string {
  const out = path.join(root, 'out');
  const hash = createHash('sha256');
  for (const name of fs.readdirSync(out).sort()) {
    if (name.endsWith('.safetensors') || name.endsWith('.json')) {
      hash.update(`${name}\0`).update(fs.readFileSync(path.join(out, name)));
    }
  }
  return hash.digest('hex');
}
