// What a host or a terminal asks of a worker, with the worker as it is built.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { before, test } from 'node:test';
import { ModelsmithError } from '../../src/base/errors.js';
import { WorkerClient } from '../../src/experiments/carriers/worker-client.js';
import { VERSION } from '../../src/base/version.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { throwsProblem } from '../fakes/throws-problem.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { buildProduct } from '../rig/build-product.js';
import { projectRoot } from '../rig/project-root.js';

const { signal } = new AbortController();
let workerBundle: string;
before(async () => {
  workerBundle = path.join(await buildProduct(), 'worker.js');
});

async function withClient<Result>(use: (client: WorkerClient, folder: string) => Promise<Result>): Promise<Result> {
  const folder = await temporaryFolder();
  writeModels(folder, ['base', 'math', 'code'], { layers: 2, width: 8 });
  const client = new WorkerClient({ workerBundle });
  try {
    return await use(client, folder);
  } finally {
    client.dispose();
  }
}

const ties = (more: string): string => `kind: merge
merge_method: ties
base_model: ./base
models: [{ model: ./math }, { model: ./code }]
parameters: { weight: 1, density: 0.5 }
${more}
`;

test('plans an experiment, and every run of a matrix with its progress', async () => {
  await withClient(async (client, folder) => {
    const file = path.join(folder, 'a.experiment.yaml');
    const { plans } = await client.request('plan', { text: ties(''), file }, { signal });
    assert.deepEqual(
      plans.map(({ problems, inputs }) => [problems.length, inputs.length]),
      [[0, 3]],
    );
    const told: (readonly [number, number])[] = [];
    const matrix = ties('matrix: { parameters.density: [0.1, 0.2, 0.3] }');
    const many = await client.request(
      'plan',
      { text: matrix, file },
      { signal, onProgress: (done, total) => told.push([done, total]) },
    );
    assert.equal(many.plans.length, 3);
    assert.deepEqual(told, [
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });
});

/** What a plan refuses a document with: place and code of each problem. */
async function refusal(client: WorkerClient, text: string, file: string): Promise<readonly string[]> {
  const thrown: unknown = await client.request('plan', { text, file }, { signal }).catch((error: unknown) => error);
  assert.ok(thrown instanceof ModelsmithError);
  return thrown.problems.map(({ code, where }) => {
    const { line = 0, column = 0 } = where.named ?? where;
    return `${String(line)}:${String(column)} ${code}`;
  });
}

test('errors of the file hide nothing that headers tell, and the two together have no consequences', async () => {
  await withClient(async (client, folder) => {
    const file = path.join(folder, 'a.experiment.yaml');
    const text = `kind: merge
merge_method: tiess
base_model: ./base
models:
  - model: 7
  - model: ./math
    parameters: { density: 0.5 }
  - model: ./nowhere
output: ./math/inside
`;
    assert.deepEqual(await refusal(client, text, file), [
      '2:15 value-choice',
      '5:12 value-type',
      '9:9 output-inside-input',
      '8:12 checkpoint-missing',
    ]);
    // ties has no weights here: told once, and not for every tensor again.
    const unweighted = ties('').replace('weight: 1, ', '').replace('./code', './nowhere');
    assert.deepEqual(await refusal(client, unweighted, file), [
      '4:10 merge-parameter-missing',
      '4:29 merge-parameter-missing',
      '4:38 checkpoint-missing',
    ]);
    const emptyMatrix = ties('matrix: { parameters.density: [] }').replace('./base', './nowhere');
    assert.deepEqual(await refusal(client, emptyMatrix, file), ['6:31 value-count', '3:13 checkpoint-missing']);
  });
});

test('what headers tell has its place in the experiment, also where another file is to blame', async () => {
  await withClient(async (client, folder) => {
    const file = path.join(folder, 'a.experiment.yaml');
    await writeFile(path.join(folder, 'code', 'model.safetensors'), 'x');
    const text = ties(
      'output: ./base-{parameters.density}-{models.0.model}\nmatrix: { parameters.density: [0.1, 0.2], models.0.model: [./math, ./no] }',
    );
    const { plans } = await client.request('plan', { text, file }, { signal });
    const places = plans.map(({ problems }) => problems.map(({ code, where }) => [code, where.named ?? where]));
    const shown = JSON.stringify(places);
    assert.ok(shown.includes('safetensors-invalid') && shown.includes('checkpoint-missing'), shown);
    for (const [code, where] of places.flat()) {
      const { line, column, file: place } = where as { line: number; column: number; file: string };
      assert.deepEqual([place, line, column], code === 'safetensors-invalid' ? [file, 4, 38] : [file, 7, 68], shown);
    }
  });
});

test('lists a model and counts the values of a tensor', async () => {
  await withClient(async (client, folder) => {
    const model = path.join(folder, 'math');
    const listing = await client.request('inspect', { model }, { signal });
    assert.equal(listing.parameters, 2 * 64);
    const [tensor] = listing.tensors;
    assert.ok(tensor !== undefined);
    const histogram = await client.request('histogram', { model, tensor: tensor.name, bins: 4 }, { signal });
    assert.equal(
      histogram.counts.reduce((sum, count) => sum + count, 0),
      64,
    );
  });
});

test('tells problems as problems, and goes on serving', async () => {
  await withClient(async (client, folder) => {
    const file = path.join(folder, 'a.experiment.yaml');
    const problem = await throwsProblem('kind-missing', client.request('plan', { text: 'a: 1', file }, { signal }));
    assert.equal(problem.where.file, file);
    await throwsProblem(
      'checkpoint-missing',
      client.request('inspect', { model: path.join(folder, 'no') }, { signal }),
    );
    await client.request('inspect', { model: path.join(folder, 'base') }, { signal });
  });
});

test('several requests at once are told apart', async () => {
  await withClient(async (client, folder) => {
    const names = ['base', 'math', 'code', 'base', 'math'];
    const listings = await Promise.all(
      names.map(async (name) => client.request('inspect', { model: path.join(folder, name) }, { signal })),
    );
    assert.deepEqual(
      listings.map(({ model }) => path.basename(model)),
      names,
    );
  });
});

test('a cancelled request is given up at once, and the worker serves the next', async () => {
  await withClient(async (client, folder) => {
    const model = path.join(folder, 'base');
    const controller = new AbortController();
    const request = client.request('inspect', { model }, { signal: controller.signal });
    controller.abort();
    await assert.rejects(request, { name: 'AbortError' });
    await assert.rejects(client.request('inspect', { model }, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await client.request('inspect', { model }, { signal });
  });
});

/** A worker that tells which thread it is, and ends when it is asked for a listing. */
async function threadTeller(): Promise<string> {
  const file = path.join(await temporaryFolder(), 'worker.js');
  const code = `
    const { parentPort, threadId } = require('node:worker_threads');
    parentPort.on('message', ({ type, id, method }) => {
      if (type === 'request' && method === 'inspect') {
        process.exit(5);
      } else if (type === 'request') {
        const result = { versions: { thread: String(threadId) }, backend: { name: '', reason: '' } };
        parentPort.postMessage({ type: 'response', id, ok: true, result });
      }
    });
    parentPort.postMessage({ type: 'ready' });`;
  await writeFile(file, code);
  return file;
}

async function threadOf(client: WorkerClient): Promise<string | undefined> {
  const { versions } = await client.request('environment', {}, { signal });
  return versions['thread'];
}

test('a worker serves many requests; one that has been idle is ended, and another takes the next', async () => {
  const busy = new WorkerClient({ workerBundle: await threadTeller() });
  assert.equal(await threadOf(busy), await threadOf(busy));
  busy.dispose();
  const idle = new WorkerClient({ workerBundle: await threadTeller(), idleMs: 1 });
  const first = await threadOf(idle);
  await waitFor('another worker', async () => (await threadOf(idle)) !== first);
  idle.dispose();
});

test('a worker that dies over a request is told as the reason, and another takes the next', async () => {
  const client = new WorkerClient({ workerBundle: await threadTeller() });
  const first = await threadOf(client);
  const problem = await throwsProblem('worker-died', client.request('inspect', { model: '' }, { signal }));
  assert.deepEqual([problem.arguments.cause, problem.arguments.detail], ['exit-code', '5']);
  assert.notEqual(await threadOf(client), first);
  client.dispose();
});

test('what waits for a worker that cannot start, or is ended, is told so', async () => {
  const missing = new WorkerClient({ workerBundle: '/nowhere/worker.js' });
  await throwsProblem('worker-died', missing.request('environment', {}, { signal }));
  await throwsProblem('worker-died', missing.request('environment', {}, { signal }));
  missing.dispose();
  const ended = new WorkerClient({ workerBundle });
  const request = ended.request('environment', {}, { signal });
  ended.dispose();
  await throwsProblem('worker-not-started', request);
  await throwsProblem('worker-not-started', ended.request('environment', {}, { signal }));
});

test('the version that a worker tells is that of the manifest', async () => {
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  assert.equal(VERSION, manifest.version);
  await withClient(async (client) => {
    const { versions } = await client.request('environment', {}, { signal });
    assert.equal(versions['modelsmith'], manifest.version);
  });
});
