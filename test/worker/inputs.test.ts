import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ModelsmithError } from '../../src/base/errors.js';
import { digestInput, hasDigest } from '../../src/worker/digest-input.js';
import { assertUnchanged, recheckInputs, recordInputs } from '../../src/worker/inputs.js';
import { MemoryFiles } from '../fakes/memory-files.js';
import { throwsProblem } from '../fakes/throws-problem.js';

const signal = new AbortController().signal;
const MIB = 1 << 20;

/** A safetensors file as far as a digest is concerned: a length, a header, and data that differ everywhere. */
function shard(bytes: number): Uint8Array {
  const file = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) {
    file[i] = (i * 2_654_435_761) >>> 24;
  }
  new DataView(file.buffer).setBigUint64(0, 1000n, true);
  return file;
}

function changed(file: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

async function sampled(content: Uint8Array, name = '/m/model.safetensors'): Promise<string> {
  const files = new MemoryFiles();
  files.put(name, content);
  const record = await digestInput(files, name, { digest: 'sampled', signal });
  assert.equal(record.digestKind, 'sampled');
  return record.digest;
}

test('equal files have equal digests, wherever they lie; another size or header gives another one', async () => {
  const file = shard(6 * MIB);
  const digest = await sampled(file);
  assert.equal(await sampled(file, '/elsewhere/other.safetensors'), digest);
  assert.notEqual(await sampled(shard(6 * MIB + 1)), digest);
  for (const at of [8, 500, 1007]) {
    assert.notEqual(await sampled(changed(file, at)), digest);
  }
});

test('a file that is rewritten is told by its samples; one that is small, by every byte', async () => {
  const file = shard(6 * MIB);
  const digest = await sampled(file);
  assert.notEqual(await sampled(file.map((byte, i) => (i < 1008 ? byte : byte ^ 1))), digest);
  const small = shard(100_000);
  for (const at of [0, 50_000, 99_999]) {
    assert.notEqual(await sampled(changed(small, at)), await sampled(small));
  }
});

test('digest: full is the SHA-256 of the whole file', async () => {
  const files = new MemoryFiles();
  const file = shard(5 * MIB);
  files.put('/m/a.bin', file);
  let read = 0;
  const record = await digestInput(files, '/m/a.bin', { digest: 'full', signal, onBytes: (bytes) => (read += bytes) });
  assert.equal(record.digest, createHash('sha256').update(file).digest('hex'));
  assert.equal(record.digestKind, 'sha256');
  assert.equal(read, file.length);
});

test('in a Hugging Face cache the name of the blob is the digest, unless all is to be read', async () => {
  const files = new MemoryFiles();
  const name = 'ab'.repeat(32);
  files.put(`/hub/blobs/${name}`, shard(2000));
  files.link('/hub/snapshots/main/model.safetensors', `/hub/blobs/${name}`);
  const file = '/hub/snapshots/main/model.safetensors';
  const record = await digestInput(files, file, { digest: 'sampled', signal });
  assert.deepEqual([record.digest, record.digestKind], [name, 'sha256']);
  assert.ok(await hasDigest(files, record, { digest: 'sampled', signal }));
  const full = await digestInput(files, file, { digest: 'full', signal });
  assert.notEqual(full.digest, name);
  // A small file of the cache has git's name, which is no digest of its content alone.
  files.put(`/hub/blobs/${'c'.repeat(40)}`, 'x');
  files.link('/hub/snapshots/main/config.json', `/hub/blobs/${'c'.repeat(40)}`);
  const small = await digestInput(files, '/hub/snapshots/main/config.json', { digest: 'sampled', signal });
  assert.equal(small.digestKind, 'sampled');
});

test('a resume accepts inputs that were copied, and names all that changed or are gone', async () => {
  const files = new MemoryFiles();
  const names = ['/m/a.safetensors', '/m/b.safetensors', '/m/c.safetensors'];
  for (const name of names) {
    files.put(name, shard(3000));
  }
  const options = { digest: 'sampled', signal } as const;
  const records = await recordInputs(files, [...names, '/m/a.safetensors'], options);
  assert.equal(records.length, 3);
  files.put('/m/a.safetensors', shard(3000));
  const current = await recheckInputs(files, records, options);
  assert.deepEqual(
    current.map(({ digest }) => digest),
    records.map(({ digest }) => digest),
  );
  await assertUnchanged(files, current);

  files.put('/m/b.safetensors', changed(shard(3000), 2000));
  await files.remove('/m/c.safetensors');
  const thrown = await recheckInputs(files, records, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(thrown instanceof ModelsmithError);
  assert.deepEqual(
    thrown.problems.map(({ code, where }) => [code, where.file]),
    [
      ['input-changed', '/m/b.safetensors'],
      ['file-missing', '/m/c.safetensors'],
    ],
  );
});

test('an input that is written to during a run is noticed after it', async () => {
  const files = new MemoryFiles();
  files.put('/m/a.safetensors', shard(3000));
  const records = await recordInputs(files, ['/m/a.safetensors'], { digest: 'sampled', signal });
  await assertUnchanged(files, records);
  files.put('/m/a.safetensors', shard(3000));
  const problem = await throwsProblem('input-changed', assertUnchanged(files, records));
  assert.equal(problem.arguments.when, 'during-run');
});

test('a digest of a large file stops when it is cancelled', async () => {
  const files = new MemoryFiles();
  files.put('/m/a.bin', shard(2000));
  await assert.rejects(digestInput(files, '/m/a.bin', { digest: 'full', signal: AbortSignal.abort() }), {
    name: 'AbortError',
  });
});
