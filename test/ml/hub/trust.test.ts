import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { ModelsmithError } from '../../../src/base/errors.js';
import { hubTokenName as tokenName, originOf } from '../../../src/base/hub-address.js';
import { hubSettings } from '../../../src/ml/hub/hub-settings.js';
import { parseRepoReference } from '../../../src/ml/hub/repo-reference.js';
import { HubServer } from '../../fakes/hub-server.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { HubBench, putModel } from './hub-bench.js';

const TOKEN = 'hf_verysecretindeed';

async function startHub(): Promise<{ readonly server: HubServer; readonly cache: string }> {
  const server = await HubServer.start();
  after(() => server.close());
  putModel(server, 1000);
  return { server, cache: await temporaryFolder() };
}

test('the token goes to the hub and not to the storage that it redirects to', async () => {
  const { server, cache } = await startHub();
  server.faults.token = TOKEN;
  await new HubBench(server, cache, { token: TOKEN }).fetch('someone/model');
  const [toHub, toStorage] = (['hub', 'storage'] as const).map((name) =>
    server.requests.filter((request) => request.server === name).map(({ authorization }) => authorization),
  );
  assert.ok((toHub?.length ?? 0) > 0 && toHub?.every((authorization) => authorization === `Bearer ${TOKEN}`));
  assert.ok((toStorage?.length ?? 0) > 0 && toStorage?.every((authorization) => authorization === undefined));
});

test('the token stands in no file of the cache and in no error', async () => {
  const { server, cache } = await startHub();
  const bench = new HubBench(server, cache, { token: TOKEN });
  const folder = await bench.fetch('someone/model');
  for (const entry of await fs.readdir(cache, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const content = await fs.readFile(path.join(entry.parentPath, entry.name));
      assert.ok(!content.includes(TOKEN), entry.name);
    }
  }
  assert.ok(!folder.includes(TOKEN));
  server.faults.token = 'hf_another';
  for (const reference of ['someone/other', 'someone/model@v2']) {
    const thrown: unknown = await bench.fetch(reference).catch((error: unknown) => error);
    assert.ok(thrown instanceof ModelsmithError);
    assert.ok(!inspect(thrown, { depth: 10 }).includes(TOKEN));
  }
});

test('what is not there is told as such: the model, the revision, the network', async () => {
  const { server, cache } = await startHub();
  const bench = new HubBench(server, cache);
  await throwsProblem('hub-model-missing', bench.fetch('someone/other'));
  await throwsProblem('hub-revision-missing', bench.fetch('someone/model@v2'));
  await throwsProblem('hub-offline', new HubBench(server, cache, { isOffline: true }).fetch('someone/model'));
  const gone = await HubServer.start();
  const nobody = new HubBench({ endpoint: gone.endpoint }, cache);
  await gone.close();
  const { arguments: args } = await throwsProblem('hub-unreachable', nobody.fetch('someone/model'));
  assert.equal(args.reason, 'ECONNREFUSED');
});

test('redirects in a circle, to nowhere, and to other schemes are refused', async () => {
  const { server, cache } = await startHub();
  const bench = new HubBench(server, cache);
  await bench.fetch('someone/model', []);
  for (const redirect of [
    `${server.endpoint}/someone/model/resolve/${server.commit}/model.safetensors`,
    'file:///etc/passwd',
    'ftp://x/y',
  ]) {
    server.faults.redirect = redirect;
    await throwsProblem('hub-answer', bench.fetch('someone/model'));
  }
});

test('a listing that leads out of its folder, or makes no sense, is refused as a whole', async () => {
  const { server } = await startHub();
  const good = { type: 'file', path: 'a.json', size: 1, oid: 'a'.repeat(40) };
  const bad: readonly (readonly [string, unknown])[] = [
    ['name', [{ ...good, path: '../a.json' }]],
    ['name', [{ ...good, path: '/etc/passwd' }]],
    ['name', [{ ...good, path: 'a/../../b' }]],
    ['name', [{ ...good, path: 'a//b' }]],
    ['name', [{ ...good, path: 7 }]],
    ['name', [{ ...good, path: 'x'.repeat(2000) }]],
    ['name-twice', [good, good]],
    ['size', [{ ...good, size: -1 }]],
    ['size', [{ ...good, size: 1e300 }]],
    ['digest', [{ ...good, oid: '../../../x' }]],
    ['digest', [{ ...good, lfs: { oid: 'short', size: 1 } }]],
    ['not-json', 'text'],
    ['not-json', { error: 'none' }],
  ];
  for (const [offence, listing] of bad) {
    server.faults.listing = listing;
    const { arguments: args } = await throwsProblem(
      'hub-answer',
      new HubBench(server, await temporaryFolder()).fetch('someone/model'),
    );
    assert.ok(
      args.offence === offence || typeof listing === 'string',
      `${args.offence}: ${JSON.stringify(listing).slice(0, 80)}`,
    );
  }
  server.faults.listing = Array.from({ length: 50_001 }, (_, i) => ({ ...good, path: `${String(i)}.json` }));
  const many = await throwsProblem('hub-answer', new HubBench(server, await temporaryFolder()).fetch('someone/model'));
  assert.equal(many.arguments.offence, 'too-many-files');
});

test('whatever a hub lists, nothing is written outside of the cache and nothing but a known error is thrown', async () => {
  const { server } = await startHub();
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'a', '%2e%2e', '..\\x', 'C:', '\u0000', 'model.safetensors'),
    fc.string(),
  );
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.double());
  const entry = fc.record(
    {
      type: fc.oneof(fc.constant('file'), fc.constant('directory'), value),
      path: fc.oneof(
        fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/')),
        value,
      ),
      size: fc.oneof(fc.nat(100), value),
      oid: fc.oneof(fc.constant('0'.repeat(40)), value),
      lfs: fc.oneof(fc.constant(undefined), fc.record({ oid: fc.constant('0'.repeat(64)), size: fc.nat(50) }), value),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.array(entry, { maxLength: 4 }), value), async (listing) => {
      server.faults.listing = listing ?? undefined;
      const folder = await temporaryFolder();
      const cache = path.join(folder, 'cache');
      const thrown: unknown = await new HubBench(server, cache)
        .fetch('someone/model', [])
        .catch((error: unknown) => error);
      assert.ok(typeof thrown === 'string' || thrown instanceof ModelsmithError, inspect(thrown));
      assert.ok((await fs.readdir(folder)).every((name) => name === 'cache'));
      await fs.rm(folder, { recursive: true });
    }),
    { numRuns: 60, seed: 4 },
  );
});

test('only what can be the name of a repository is asked for', () => {
  assert.deepEqual(parseRepoReference('a/b'), { repo: 'a/b', revision: 'main' });
  assert.deepEqual(parseRepoReference('a-1/b.c_d@refs/pr/3'), { repo: 'a-1/b.c_d', revision: 'refs/pr/3' });
  for (const text of [
    'b',
    './b',
    '../b',
    '/a/b',
    'a/b/c',
    'a/..',
    'a/b@',
    'a/b@../x',
    'a/b@x/../y',
    'a b/c',
    'a/b+c',
    '',
    'a\\b/c',
    'a/b@-x',
  ]) {
    assert.equal(parseRepoReference(text), undefined, text);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const found = parseRepoReference(text);
      assert.ok(found === undefined || !/(^|\/)\.\.?(\/|$)/.test(`${found.repo}/${found.revision}`));
    }),
    { seed: 4 },
  );
});

test('settings are those of the environment that huggingface_hub reads', () => {
  const home = path.resolve('/home/someone');
  const cacheOf = (environment: Record<string, string>): string => hubSettings(environment, home).cache;
  assert.equal(cacheOf({}), path.join(home, '.cache', 'huggingface', 'hub'));
  assert.equal(cacheOf({ XDG_CACHE_HOME: path.resolve('/x') }), path.resolve('/x/huggingface/hub'));
  assert.equal(cacheOf({ HF_HOME: path.resolve('/h') }), path.resolve('/h/hub'));
  assert.equal(cacheOf({ HF_HOME: '/h', HF_HUB_CACHE: '~/c' }), path.join(home, 'c'));
  assert.equal(hubSettings({ HF_ENDPOINT: 'https://mirror.example/' }, home).endpoint, 'https://mirror.example');
  assert.deepEqual(
    ['1', 'true', 'YES', 'on', '0', ''].map((value) => hubSettings({ HF_HUB_OFFLINE: value }, home).isOffline),
    [true, true, true, true, false, false],
  );
  assert.equal(tokenName('https://huggingface.co/x'), tokenName('https://huggingface.co'));
  assert.notEqual(tokenName('https://huggingface.co'), tokenName('http://huggingface.co'));
  assert.equal(originOf('no address'), undefined);
});
