import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { TensorHistogram } from '../../../src/protocol/inspection.js';
import { tensorHistogram } from '../../../src/ml/tensors/histogram.js';
import { listModel } from '../../../src/ml/tensors/listing.js';
import { MAX_HISTOGRAM_BINS } from '../../../src/ml/tensors/limits.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import type { HandTensor } from '../../fakes/safetensors-bytes.js';
import { safetensorsBytes } from '../../fakes/safetensors-bytes.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const never = new AbortController().signal;

function histogram(tensor: HandTensor, bins: number): Promise<TensorHistogram> {
  const files = new MemoryFiles();
  files.put('/m/model.safetensors', safetensorsBytes(new Map([['x', tensor]]), { padding: 1 }));
  return tensorHistogram(files, '/m', { tensor: 'x', bins, signal: never });
}

const floats = (...values: readonly number[]): HandTensor => ({
  dtype: 'F32',
  shape: [values.length],
  data: Float32Array.from(values),
});

test('lists tensors in the order that people count, with shards, bytes and the architecture', async () => {
  const files = new MemoryFiles();
  const one = (...names: readonly string[]): Uint8Array =>
    safetensorsBytes(new Map(names.map((name) => [name, { dtype: 'BF16', shape: [2, 3], data: new Uint8Array(12) }])));
  files.put('/m/config.json', '{"architectures":["LlamaForCausalLM"]}');
  files.put('/m/s1', one('layers.10.w', 'layers.2.w'));
  files.put('/m/s2', one('embed'));
  files.put('/m/model.safetensors.index.json', '{"weight_map":{"layers.10.w":"s1","layers.2.w":"s1","embed":"s2"}}');
  const listing = await listModel(files, '/m', never);
  assert.equal(listing.architecture, 'LlamaForCausalLM');
  assert.deepEqual(
    listing.tensors.map(({ name, shard }) => [name, shard]),
    [
      ['embed', 's2'],
      ['layers.2.w', 's1'],
      ['layers.10.w', 's1'],
    ],
  );
  assert.deepEqual(listing.tensors[0], { name: 'embed', dtype: 'BF16', shape: [2, 3], bytes: 12, shard: 's2' });
  assert.deepEqual([listing.parameters, listing.bytes], [18, 36]);
  assert.deepEqual(listing.shards, [
    { file: 's1', bytes: files.bytesOf('/m/s1').length },
    { file: 's2', bytes: files.bytesOf('/m/s2').length },
  ]);
});

test('a model without a configuration, or with an odd one, has no architecture', async () => {
  for (const config of [undefined, '{}', '{"architectures":"x"}', '{"architectures":[1]}']) {
    const files = new MemoryFiles();
    files.put('/m/model.safetensors', safetensorsBytes(new Map()));
    if (config !== undefined) {
      files.put('/m/config.json', config);
    }
    assert.equal((await listModel(files, '/m', never)).architecture, undefined);
  }
});

test('counts in equal bins from minimum to maximum, the maximum in the last', async () => {
  const { minimum, maximum, mean, counts } = await histogram(floats(0, 1, 2, 3, 4, 4, 8), 4);
  assert.deepEqual([minimum, maximum], [0, 8]);
  assert.equal(mean, 22 / 7);
  assert.deepEqual(counts, [2, 2, 2, 1]);
});

test('NaN and infinities are counted apart and spoil nothing', async () => {
  const found = await histogram(floats(Number.NaN, 1, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY), 2);
  assert.deepEqual(found, { tensor: 'x', minimum: 1, maximum: 3, mean: 2, nan: 1, infinite: 2, counts: [1, 1] });
});

test('nothing finite, a constant and an empty tensor have histograms too', async () => {
  const nothing = { tensor: 'x', minimum: 0, maximum: 0, mean: 0, counts: [0, 0] };
  assert.deepEqual(await histogram(floats(Number.NaN), 2), { ...nothing, nan: 1, infinite: 0 });
  assert.deepEqual(await histogram(floats(), 2), { ...nothing, nan: 0, infinite: 0 });
  assert.deepEqual((await histogram(floats(5, 5), 2)).counts, [2, 0]);
});

test('the widest range of doubles has a histogram', async () => {
  const values = Float64Array.of(-Number.MAX_VALUE, 0, Number.MAX_VALUE, 1e300);
  const found = await histogram({ dtype: 'F64', shape: [4], data: values }, 2);
  assert.deepEqual([found.minimum, found.maximum, found.infinite], [-Number.MAX_VALUE, Number.MAX_VALUE, 0]);
  assert.deepEqual(found.counts, [1, 3]);
});

test('agrees with counting one by one, also over several chunks', async () => {
  const count = 2_500_000; // more than two chunks of 2^20
  const data = Float32Array.from({ length: count }, (_, i) => Math.sin(i) * (i % 7));
  const bins = 37;
  const found = await histogram({ dtype: 'F32', shape: [count], data }, bins);
  const expected = new Array<number>(bins).fill(0);
  let sum = 0;
  for (const value of data) {
    const bin = Math.floor(((value - found.minimum) / (found.maximum - found.minimum)) * bins);
    expected[Math.min(bin, bins - 1)] = (expected[Math.min(bin, bins - 1)] ?? 0) + 1;
    sum += value;
  }
  assert.deepEqual(found.counts, expected);
  assert.ok(Math.abs(found.mean - sum / count) < 1e-12);
});

test('every element is in one place, whatever the values', async () => {
  const value = fc.float({ noDefaultInfinity: false });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 50 }), fc.integer({ min: -5, max: 50 }), async (values, bins) => {
      const found = await histogram(floats(...values), bins);
      const counted = found.counts.reduce((sum, count) => sum + count, 0);
      assert.equal(counted + found.nan + found.infinite, values.length);
      assert.equal(found.counts.length, Math.max(1, bins));
    }),
    { seed: 10, numRuns: 300 },
  );
});

test('bins beyond the limit are cut to it', async () => {
  assert.equal((await histogram(floats(1, 2), 1e9)).counts.length, MAX_HISTOGRAM_BINS);
});

test('an unknown tensor and a type without numbers are told by name', async () => {
  const files = new MemoryFiles();
  files.put(
    '/m/model.safetensors',
    safetensorsBytes(new Map([['x', { dtype: 'F8_E4M3', shape: [1], data: new Uint8Array(1) }]])),
  );
  const options = { bins: 2, signal: never };
  const told = await throwsProblem('tensor-missing', tensorHistogram(files, '/m', { ...options, tensor: 'y' }));
  assert.equal(told.where.tensor, 'y');
  await throwsProblem('dtype-unsupported', tensorHistogram(files, '/m', { ...options, tensor: 'x' }));
});
