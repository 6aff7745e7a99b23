import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { after, test } from 'node:test';
import type { PushReport } from '../../../src/protocol/push.js';
import { pushFolder, type PushRequest } from '../../../src/ml/hub/push-folder.js';
import { HubServer, sha256Of } from '../../fakes/hub-server.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { HubBench, someWeights } from './hub-bench.js';

const TOKEN = 'hf_verysecretindeed';

async function bench(): Promise<{
  readonly server: HubServer;
  readonly folder: string;
  readonly weights: Uint8Array;
  readonly push: (options?: Partial<PushRequest>) => Promise<PushReport>;
}> {
  const server = await HubServer.start();
  after(() => server.close());
  server.faults.token = TOKEN;
  const folder = await temporaryFolder();
  const weights = someWeights(20_000);
  await fs.writeFile(path.join(folder, 'model.safetensors'), weights);
  await fs.writeFile(path.join(folder, 'config.json'), '{}');
  await fs.mkdir(path.join(folder, '1_Pooling'));
  await fs.writeFile(path.join(folder, '1_Pooling', 'config.json'), '{"pool":1}');
  await fs.writeFile(path.join(folder, '.secret'), 'mine');
  const { connection, signal } = new HubBench(server, await temporaryFolder(), { token: TOKEN });
  const push = async (options: Partial<PushRequest> = {}): Promise<PushReport> =>
    pushFolder({
      connection,
      folder,
      repo: server.repo,
      visibility: 'private',
      dryRun: false,
      signal,
      onProgress: () => undefined,
      ...options,
    });
  return { server, folder, weights, push };
}

const written = (server: HubServer): readonly string[] =>
  (server.commits.at(-1) ?? [])
    .filter(({ key }) => key !== 'header')
    .map(({ key, value }) => `${key} ${String(value['path'])}`);

test('a dry run tells what would be sent and sends nothing', async () => {
  const { server, push } = await bench();
  server.exists = false;
  const report = await push({ dryRun: true });
  assert.deepEqual(
    report.files.map(({ name, state }) => `${name} ${state}`),
    ['1_Pooling/config.json new', 'config.json new', 'model.safetensors new'],
  );
  assert.deepEqual([report.exists, report.url], [false, undefined]);
  assert.equal(
    report.bytes,
    report.files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  assert.ok(server.requests.every(({ method }) => method === 'GET'));
});

test('makes the repository with the visibility that was asked for, and commits all files at once', async () => {
  const { server, push, weights } = await bench();
  server.exists = false;
  const report = await push();
  assert.equal(server.created?.['visibility'], 'private');
  assert.deepEqual(server.objects.get(sha256Of(weights)), Buffer.from(weights));
  assert.equal(server.commits.length, 1);
  assert.deepEqual([...written(server)].sort(), [
    'file 1_Pooling/config.json',
    'file config.json',
    'lfsFile model.safetensors',
  ]);
  assert.match(report.url ?? '', /\/commit\//);
});

test('leaves alone what is there already', async () => {
  const { server, push, weights } = await bench();
  server.put('model.safetensors', weights, true);
  server.put('config.json', '{ }');
  const report = await push();
  assert.deepEqual(
    report.files.map(({ state }) => state),
    ['new', 'changed', 'same'],
  );
  assert.deepEqual([...written(server)].sort(), ['file 1_Pooling/config.json', 'file config.json']);
  assert.equal(server.objects.size, 0);
  server.put('config.json', '{}');
  server.put('1_Pooling/config.json', '{"pool":1}');
  assert.equal((await push()).bytes, 0);
  assert.equal(server.commits.length, 1);
});

test('an upload that broke goes on with what is missing', async () => {
  const { server, push, folder, weights } = await bench();
  const more = someWeights(10_000, 2);
  await fs.writeFile(path.join(folder, 'second.safetensors'), more);
  server.objects.set(sha256Of(weights), weights);
  server.faults.uploadCuts = 1;
  await push();
  const uploads = server.requests.filter(({ server: where, method }) => where === 'storage' && method === 'PUT');
  assert.ok(uploads.length >= 2 && uploads.every(({ url }) => url.endsWith(sha256Of(more))));
  assert.ok(server.objects.has(sha256Of(more)));
});

test('the token goes to the hub and not to the storage', async () => {
  const { server, push } = await bench();
  await push();
  for (const { server: where, authorization } of server.requests) {
    assert.equal(authorization, where === 'hub' ? `Bearer ${TOKEN}` : undefined);
  }
});

test('what cannot be pushed is told before anything is sent', async () => {
  const { server, push, folder } = await bench();
  for (const repo of ['name', '../x', 'a/b/c', 'a/b@main', '']) {
    await throwsProblem('push-repo-invalid', push({ repo }));
  }
  await throwsProblem('push-nothing', push({ folder: await temporaryFolder() }));
  const { connection } = new HubBench(server, folder);
  await throwsProblem('push-token-missing', push({ connection }));
  assert.equal(server.requests.length, 0);
});

test('a dry run needs no token, and says that sending does', async () => {
  const { server, push, weights } = await bench();
  const { connection } = new HubBench(server, await temporaryFolder());
  // A hub shows nothing of a model that only its owner may see.
  const unseen = await push({ connection, dryRun: true });
  assert.deepEqual([unseen.needsToken, unseen.exists], [true, false]);
  assert.deepEqual(
    unseen.files.map(({ name, state }) => `${name} ${state}`),
    ['1_Pooling/config.json new', 'config.json new', 'model.safetensors new'],
  );
  server.faults.token = undefined;
  server.put('model.safetensors', weights, true);
  const seen = await push({ connection, dryRun: true });
  assert.deepEqual([seen.needsToken, seen.exists], [true, true]);
  assert.deepEqual(
    seen.files.map(({ state }) => state),
    ['new', 'new', 'same'],
  );
  assert.equal((await push({ dryRun: true })).needsToken, false);
  assert.ok(server.requests.every(({ method }) => method === 'GET'));
});
