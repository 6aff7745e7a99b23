import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { cacheFolders } from '../../../src/ml/hub/hub-cache.js';
import { HubServer, gitHashOf, sha256Of } from '../../fakes/hub-server.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { HubBench, putModel } from './hub-bench.js';

async function startHub(): Promise<{
  readonly server: HubServer;
  readonly cache: string;
  readonly weights: Uint8Array;
}> {
  const server = await HubServer.start();
  after(() => server.close());
  return { server, cache: await temporaryFolder(), weights: putModel(server) };
}

test('fetches what was opened and what belongs to it, in the layout that transformers reads', async () => {
  const { server, cache, weights } = await startHub();
  const folder = await new HubBench(server, cache).fetch('someone/model');
  const repo = path.join(cache, 'models--someone--model');
  assert.equal(folder, path.join(repo, 'snapshots', server.commit));
  assert.deepEqual((await fs.readdir(folder)).sort(), [
    'README.md',
    'config.json',
    'model.safetensors',
    'tokenizer.json',
  ]);
  const link = path.join('..', '..', 'blobs', sha256Of(weights));
  assert.equal(await fs.readlink(path.join(folder, 'model.safetensors')), link);
  const config = server.files.get('config.json')?.content ?? new Uint8Array();
  assert.equal(await fs.readlink(path.join(folder, 'config.json')), path.join('..', '..', 'blobs', gitHashOf(config)));
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);
  assert.equal(await fs.readFile(path.join(repo, 'refs', 'main'), 'utf8'), server.commit);
  assert.deepEqual(
    (await fs.readdir(path.join(repo, 'blobs'))).filter((name) => name.endsWith('.incomplete')),
    [],
  );
});

test('a model that is in the cache is found without a request, by branch and by commit', async () => {
  const { server, cache } = await startHub();
  await new HubBench(server, cache).fetch('someone/model');
  const requests = server.requests.length;
  for (const reference of ['someone/model', 'someone/model@main', `someone/model@${server.commit}`]) {
    const session = new HubBench(server, cache, { isOffline: true }).session();
    assert.equal((await session.find(reference))?.commit, server.commit);
    assert.deepEqual(await session.downloads(), []);
  }
  assert.equal(server.requests.length, requests);
});

test('a tag is remembered by its name', async () => {
  const { server, cache } = await startHub();
  await new HubBench(server, cache).fetch('someone/model@v1');
  const { refs } = cacheFolders(cache, 'someone/model');
  assert.equal(await fs.readFile(path.join(refs, 'v1'), 'utf8'), server.commit);
});

test('goes on after every cut where the connection broke, asking for the rest only', async () => {
  const { server, cache, weights } = await startHub();
  server.put('tokenizer.json', '{}');
  const bench = new HubBench(server, cache);
  const session = bench.session();
  await session.find('someone/model');
  server.faults.cuts.push(10, 10, 10, 10, 70_000, 60_000);
  const folder = await bench.fetch('someone/model');
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);
  const ranges = server.downloadsOf('model.safetensors').map(({ range }) => range);
  assert.equal(ranges[0], undefined);
  assert.ok(ranges.slice(1).every((range) => /^bytes=\d+-$/.test(range ?? '')));
  const starts = ranges.slice(1).map((range) => Number(/\d+/.exec(range ?? '')?.[0]));
  assert.deepEqual(
    starts,
    starts.toSorted((a, b) => a - b),
  );
});

test('goes on with the part that another process or huggingface_hub has left', async () => {
  const { server, cache, weights } = await startHub();
  const { blobs } = cacheFolders(cache, 'someone/model');
  await fs.mkdir(blobs, { recursive: true });
  await fs.writeFile(path.join(blobs, `${sha256Of(weights)}.incomplete`), weights.slice(0, 123_456));
  const folder = await new HubBench(server, cache).fetch('someone/model');
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);
  assert.deepEqual(
    server.downloadsOf('model.safetensors').map(({ range }) => range),
    ['bytes=123456-'],
  );
});

test('begins anew where the part is too long, and where the server takes no range', async () => {
  for (const prepare of [
    (server: HubServer) => {
      server.faults.refuseRanges = 1;
    },
    (server: HubServer) => {
      server.faults.ignoreRanges = true;
    },
  ]) {
    const { server, cache, weights } = await startHub();
    const { blobs } = cacheFolders(cache, 'someone/model');
    await fs.mkdir(blobs, { recursive: true });
    await fs.writeFile(path.join(blobs, `${sha256Of(weights)}.incomplete`), weights.slice(0, 1000));
    prepare(server);
    const folder = await new HubBench(server, cache).fetch('someone/model');
    assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);
  }
  const { server, cache, weights } = await startHub();
  const { blobs } = cacheFolders(cache, 'someone/model');
  await fs.mkdir(blobs, { recursive: true });
  await fs.writeFile(path.join(blobs, `${sha256Of(weights)}.incomplete`), Buffer.concat([weights, weights]));
  const folder = await new HubBench(server, cache).fetch('someone/model');
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);
});

test('wrong bytes are fetched once more, and told when they come again; nothing gets the name', async () => {
  const { server, cache, weights } = await startHub();
  const bench = new HubBench(server, cache);
  await bench.fetch('someone/model', []);
  server.faults.wrongBytes = 1;
  const folder = await bench.fetch('someone/model');
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);

  const other = await startHub();
  const unlucky = new HubBench(other.server, other.cache);
  await unlucky.fetch('someone/model', []);
  other.server.faults.wrongBytes = 2;
  const problem = await throwsProblem('hub-digest', unlucky.fetch('someone/model'));
  assert.equal(problem.arguments.name, 'model.safetensors');
  const { blobs } = cacheFolders(other.cache, 'someone/model');
  const names = await fs.readdir(blobs);
  assert.ok(!names.some((name) => name.startsWith(sha256Of(other.weights))), names.join());
});

test('a server that is busy is asked again after the time that it names, and told when it stays so', async () => {
  const { server, cache } = await startHub();
  const bench = new HubBench(server, cache);
  server.faults.statuses.push({ status: 429, retryAfter: '7' }, { status: 503 });
  await bench.fetch('someone/model');
  assert.deepEqual(bench.waits.slice(0, 2), [7000, 1000]);

  server.faults.statuses.push(...Array.from({ length: 5 }, () => ({ status: 500 })));
  const failed = await throwsProblem(
    'hub-failed',
    new HubBench(server, await temporaryFolder()).fetch('someone/model'),
  );
  assert.equal(failed.arguments.status, 500);
  server.faults.statuses.push({ status: 429, retryAfter: '86400' });
  await throwsProblem('hub-failed', new HubBench(server, await temporaryFolder()).fetch('someone/model'));
});

test('two runs at once fetch a file once', async () => {
  const { server, cache, weights } = await startHub();
  const folders = await Promise.all([
    new HubBench(server, cache).fetch('someone/model'),
    new HubBench(server, cache).fetch('someone/model'),
  ]);
  assert.equal(folders[0], folders[1]);
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folders[0], 'model.safetensors'))), weights);
  // Each plan opens the header; of the content, one request is for the whole.
  assert.equal(server.downloadsOf('model.safetensors').filter(({ range }) => range === undefined).length, 1);
  assert.equal(server.downloadsOf('README.md').length, 1);
});

test('progress ends at what was announced', async () => {
  const { server, cache, weights } = await startHub();
  const bench = new HubBench(server, cache);
  await bench.fetch('someone/model');
  const [done, total] = bench.progress.at(-1) ?? [];
  assert.equal(done, total);
  assert.ok((total ?? 0) > weights.length);
});

test('a fetch that is cancelled leaves a part behind, with which the next one goes on', async () => {
  const { server, cache, weights } = await startHub();
  const controller = new AbortController();
  const bench = new HubBench(server, cache, { signal: controller.signal });
  await bench.fetch('someone/model', []);
  server.faults.cuts.push(100_000);
  const waiting = bench.fetch('someone/model').catch((thrown: unknown) => thrown);
  // The wait after the cut takes no time, so the signal is given at the first bytes.
  bench.progress.push = (...entries) => {
    if (entries.some(([done]) => done > 0)) {
      controller.abort();
    }
    return entries.length;
  };
  assert.equal((await waiting) instanceof Error && ((await waiting) as Error).name, 'AbortError');
  const folder = await new HubBench(server, cache).fetch('someone/model');
  assert.deepEqual(new Uint8Array(await fs.readFile(path.join(folder, 'model.safetensors'))), weights);
});
