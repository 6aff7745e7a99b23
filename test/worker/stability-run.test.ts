// A real comparison in a process of its own, with the worker and its pool as they are built.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { before, test } from 'node:test';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { parseExperiment } from '../../src/experiments/parse.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { RunStore } from '../../src/experiments/runs/run-store.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { waitFor } from '../fakes/wait-for.js';
import { buildProduct } from '../rig/build-product.js';

const experiment = (workers: number): string => `kind: stability
name: compared
tasks:
  - name: logistic regression
    network: { type: mlp, hidden: [] }
    data: &data { train: { format: glyphs, examples: 300 }, validation: 0.2, test: 0.2 }
    steps: 40
    batch_size: 16
  - { name: convolutions, network: { type: cnn, widths: [4] }, data: *data, steps: 40, batch_size: 16 }
optimizers: [{ name: adamg }, { name: prodigy }]
learning_rates: [0.001, 0.01]
seeds: [1, 2]
resources: { workers: ${String(workers)}, backend: wasm }
`;

let workerBundle: string;
before(async () => {
  workerBundle = path.join(await buildProduct(), 'worker.js');
});

async function queued(workers: number): Promise<string> {
  const folder = await temporaryFolder();
  const { experiment: parsed } = parseExperiment(experiment(workers), path.join(folder, 'c.experiment.yaml'));
  assert.ok(parsed !== undefined);
  return new RunStore(folder).create(parsed, { startedBy: 'terminal' });
}

/** Events and report without times, and without what names the run and its number of workers. */
async function outcomeOf(runFolder: string): Promise<readonly string[]> {
  const events = (await readEvents(runFolder)).filter(({ type }) => type !== 'artifact' && type !== 'resumed');
  const report = await fs.readFile(path.join(runPaths(runFolder).artifacts, 'report.md'), 'utf8');
  const said = events.map((event) => JSON.stringify({ ...event, at: 0, seq: 0, seconds: 0 }));
  return [...said, ...report.split('\n').filter((line) => !/^- Cost:|^resources:/.test(line))];
}

test('a comparison is the same for any number of workers, and after a kill in the middle', async () => {
  const [one, two, killed] = [await queued(1), await queued(2), await queued(2)];
  for (const runFolder of [one, two]) {
    const run = await startRun({ runFolder, carrier: 'child', workerBundle });
    assert.deepEqual(await run.ended, { status: 'succeeded', problems: [] });
  }
  const whole = await outcomeOf(one);
  assert.deepEqual(await outcomeOf(two), whole);

  const run = await startRun({ runFolder: killed, carrier: 'child', workerBundle });
  await waitFor('the third training', async () => {
    const events = await readEvents(killed);
    return events.filter(({ type }) => type === 'stability/cell').length >= 3;
  });
  await run.abandon();
  assert.equal((await readRunState(killed)).status, 'interrupted');
  const resumed = await startRun({ runFolder: killed, carrier: 'child', workerBundle, resume: true });
  assert.deepEqual(await resumed.ended, { status: 'succeeded', problems: [] });
  assert.deepEqual(await outcomeOf(killed), whole);
});
