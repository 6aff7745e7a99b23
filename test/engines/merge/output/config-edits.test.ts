import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMerge } from '../../../../src/engines/merge/run.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { llamaConfig, llamaShapes, mergeSpec, putModel, type SampleModel } from '../sample-models.js';

/** The `config.json` of a merge of models of the given kind. */
async function configOf(spec: object, models: Readonly<Record<string, SampleModel>>): Promise<Record<string, unknown>> {
  const files = new MemoryFiles();
  for (const [name, model] of Object.entries(models)) {
    putModel(files, name, model);
  }
  const run = new FakeRun({ files, folder: '/project', output: { path: '/out', overwrite: false } });
  await runMerge(mergeSpec(spec), run.attempt());
  return JSON.parse(files.textOf('/out/config.json')) as Record<string, unknown>;
}

const stack = (...ranges: readonly (readonly [number, number])[]) => ({
  merge_method: 'passthrough',
  slices: ranges.map((range) => ({ sources: [{ model: 'a', layer_range: range }] })),
});

test('the number of layers is that of the slices, and what is said layer by layer is restacked with them', async () => {
  const shapes = llamaShapes({ layers: 3 });
  const types = ['full', 'sliding', 'linear'];
  const config = llamaConfig({ num_hidden_layers: 3, layer_types: types, rope_theta: 10000 });
  const found = await configOf(stack([0, 2], [1, 3]), { a: { shapes, config } });
  assert.equal(found['num_hidden_layers'], 4);
  assert.deepEqual(found['layer_types'], ['full', 'sliding', 'sliding', 'linear']);
  assert.equal(found['rope_theta'], 10000);
});

test('the layer count goes by the name that the configuration has for it', async () => {
  const shapes = { 'wte.weight': [4, 2], 'h.0.w': [2], 'h.1.w': [2] };
  const found = await configOf(stack([0, 2], [0, 2]), { a: { shapes, config: { model_type: 'gpt2', n_layer: 2 } } });
  assert.deepEqual(found, { model_type: 'gpt2', n_layer: 4, torch_dtype: 'float32' });
});

test('a configuration within the configuration is met, too', async () => {
  const config = { text_config: { num_hidden_layers: 2, dtype: 'float32' }, vision_config: { num_hidden_layers: 2 } };
  const found = await configOf({ ...stack([0, 2], [0, 1]), out_dtype: 'bfloat16' }, { a: { config } });
  assert.deepEqual(found, {
    text_config: { num_hidden_layers: 3, dtype: 'bfloat16' },
    vision_config: { num_hidden_layers: 2 },
  });
});

test('the halves of an encoder and decoder have counts of their own', async () => {
  const shapes = {
    'shared.weight': [4, 2],
    'encoder.block.0.w': [2],
    'encoder.block.1.w': [2],
    'decoder.block.0.w': [2],
    'decoder.block.1.w': [2],
  };
  const config = { model_type: 't5', num_layers: 2, num_decoder_layers: 2 };
  const slices = [{ sources: [{ model: 'a', layer_range: [0, 1] }] }];
  const modules = { encoder: { models: [{ model: 'a' }] }, decoder: { slices } };
  const found = await configOf({ merge_method: 'passthrough', modules }, { a: { shapes, config } });
  assert.deepEqual([found['num_layers'], found['num_decoder_layers']], [2, 1]);
});

test('number formats are those of the result, under the name that was there', async () => {
  const spec = { merge_method: 'passthrough', models: [{ model: 'a' }], out_dtype: 'float16' };
  assert.equal((await configOf(spec, { a: {} }))['torch_dtype'], 'float16');
  const modern = await configOf(spec, { a: { config: { dtype: 'float32', num_hidden_layers: 2 } } });
  assert.deepEqual(modern, { dtype: 'float16', num_hidden_layers: 2 });
});

test('a head that came to be its own is no longer said to be tied', async () => {
  const spec = { merge_method: 'linear', models: [{ model: 'a' }, { model: 'b' }], parameters: { weight: 1 } };
  const tied = { shapes: llamaShapes({ head: false }), config: llamaConfig({ tie_word_embeddings: true }) };
  assert.equal((await configOf(spec, { a: tied, b: {} }))['tie_word_embeddings'], false);
  assert.equal((await configOf(spec, { a: tied, b: tied }))['tie_word_embeddings'], true);
});

test('base_model gives the configuration, else the first input', async () => {
  const spec = { merge_method: 'linear', base_model: 'b', models: [{ model: 'a' }], parameters: { weight: 1 } };
  const models = { a: { config: llamaConfig({ own: 'a' }) }, b: { config: llamaConfig({ own: 'b' }) } };
  assert.equal((await configOf(spec, models))['own'], 'b');
  assert.equal((await configOf({ ...spec, base_model: undefined }, models))['own'], 'a');
});
