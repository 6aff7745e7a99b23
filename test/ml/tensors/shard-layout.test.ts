import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckpointLayout } from '../../../src/ml/tensors/shard-layout.js';
import { layoutShards } from '../../../src/ml/tensors/shard-layout.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { MemoryFiles } from '../../fakes/memory-files.js';

const floats = (name: string, count: number): { name: string; dtype: 'F32'; shape: number[] } => ({
  name,
  dtype: 'F32',
  shape: [count],
});

async function writeOut(layout: CheckpointLayout): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  for (const shard of layout.shards) {
    const writer = await files.create(`/m/${shard.name}`, shard.bytes);
    await writer.write(shard.head, 0);
    for (const { position, bytes } of shard.tensors) {
      await writer.write(new Uint8Array(bytes).fill(position % 251), position);
    }
    await writer.close();
  }
  if (layout.index !== undefined) {
    await files.writeAtomically(`/m/${layout.index.name}`, layout.index.content);
  }
  return files;
}

const shardsOf = (layout: CheckpointLayout): readonly (readonly [string, readonly string[]])[] =>
  layout.shards.map(({ name, tensors }) => [name, tensors.map((tensor) => tensor.name)]);

test('what fits goes into one file without an index', () => {
  const layout = layoutShards([floats('b', 2), floats('a', 2)], 16);
  assert.deepEqual(shardsOf(layout), [['model.safetensors', ['a', 'b']]]);
  assert.equal(layout.index, undefined);
  assert.equal(layout.totalBytes, 16);
});

test('shards are filled in the order given, a larger tensor has one to itself', () => {
  const layout = layoutShards([floats('a', 2), floats('b', 1), floats('c', 100), floats('d', 1)], 12);
  assert.deepEqual(shardsOf(layout), [
    ['model-00001-of-00003.safetensors', ['a', 'b']],
    ['model-00002-of-00003.safetensors', ['c']],
    ['model-00003-of-00003.safetensors', ['d']],
  ]);
});

test('the index names every tensor, sorted, and the bytes of all', () => {
  const layout = layoutShards([floats('b', 1), floats('__proto__', 1)], 4);
  assert.equal(layout.index?.name, 'model.safetensors.index.json');
  assert.equal(
    layout.index.content,
    `{
  "metadata": {
    "total_size": 8
  },
  "weight_map": {
    "__proto__": "model-00002-of-00002.safetensors",
    "b": "model-00001-of-00002.safetensors"
  }
}
`,
  );
});

test('every tensor is aligned to its elements, the data to 8 bytes', () => {
  const tensors = [
    { name: 'bytes', dtype: 'U8', shape: [3] },
    { name: 'halves', dtype: 'BF16', shape: [3] },
    { name: 'doubles', dtype: 'F64', shape: [1] },
    { name: 'floats', dtype: 'F32', shape: [1] },
  ] as const;
  const [shard] = layoutShards(tensors, 1_000).shards;
  assert.ok(shard);
  assert.equal(shard.head.length % 8, 0);
  assert.deepEqual(
    shard.tensors.map(({ name, position }) => [name, position - shard.head.length]),
    [
      ['doubles', 0],
      ['floats', 8],
      ['halves', 12],
      ['bytes', 18],
    ],
  );
  assert.equal(shard.bytes, shard.head.length + 21);
});

test('no tensors still make a file that is one', async () => {
  const files = await writeOut(layoutShards([], 100));
  assert.equal((await openCheckpoint(files, '/m', new AbortController().signal)).tensors.size, 0);
});

test('what is laid out opens as a checkpoint with the same tensors', async () => {
  const tensors = [floats('a', 3), { name: '__proto__', dtype: 'BF16' as const, shape: [2, 2] }, floats('c', 0)];
  for (const maxShardBytes of [8, 1_000]) {
    const files = await writeOut(layoutShards(tensors, maxShardBytes));
    const checkpoint = await openCheckpoint(files, '/m', new AbortController().signal);
    for (const { name, dtype, shape } of tensors) {
      const found = checkpoint.tensors.get(name);
      assert.ok(found);
      assert.deepEqual([found.dtype, found.shape], [dtype, shape]);
      const data = files.bytesOf(found.file).subarray(found.position, found.position + found.end - found.begin);
      assert.ok(data.every((byte) => byte === found.position % 251));
    }
    assert.equal(checkpoint.tensors.size, tensors.length);
  }
});
