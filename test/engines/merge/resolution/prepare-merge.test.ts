import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareMerge, type PreparedMerge } from '../../../../src/engines/merge/prepare.js';
import type { PlannedTensor } from '../../../../src/engines/merge/resolution/planned-tensor.js';
import { ProblemList } from '../../../../src/engines/merge/resolution/problem-list.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import {
  int64,
  llamaConfig,
  llamaShapes,
  mergeSpec,
  planContext,
  putModel,
  type SampleModel,
} from '../sample-models.js';

async function prepare(
  spec: unknown,
  models: Readonly<Record<string, SampleModel>>,
): Promise<PreparedMerge & { readonly codes: readonly string[] }> {
  const files = new MemoryFiles();
  for (const [name, model] of Object.entries(models)) {
    putModel(files, name, model);
  }
  const problems = new ProblemList();
  const merge = await prepareMerge(mergeSpec(spec), planContext(files), problems);
  return { ...merge, codes: problems.list.map(({ code }) => code) };
}

const two: Readonly<Record<string, SampleModel>> = { base: {}, a: {}, b: {} };
const entry = (model: string, parameters?: object) => (parameters === undefined ? { model } : { model, parameters });

function tensor(merge: PreparedMerge, name: string): PlannedTensor {
  const found = merge.tensors.find((one) => one.name === name);
  assert.ok(found !== undefined, name);
  return found;
}

function merged(merge: PreparedMerge, name: string): Extract<PlannedTensor, { type: 'merge' }> {
  const found = tensor(merge, name);
  assert.ok(found.type === 'merge');
  return found;
}

const q = (layer: number) => `model.layers.${String(layer)}.self_attn.q_proj.weight`;

test('tensors are written layer after layer, and named for people', async () => {
  const shapes = llamaShapes({ layers: 12 });
  const spec = { merge_method: 'linear', models: [entry('a', { weight: 1 }), entry('b', { weight: 1 })] };
  const merge = await prepare(spec, { a: { shapes }, b: { shapes } });
  assert.deepEqual(merge.codes, []);
  const layers = merge.tensors.map(({ layer }) => layer).filter((layer) => layer !== undefined);
  assert.deepEqual(
    layers,
    [...layers].sort((x, y) => x - y),
  );
  assert.equal(tensor(merge, q(11)).module, 'self_attn.q_proj');
  assert.equal(tensor(merge, 'model.norm.weight').module, 'model.norm');
  assert.equal(tensor(merge, 'model.norm.weight').layer, undefined);
});

test('gradients run over the layers; tensors outside them take the first value', async () => {
  const shapes = llamaShapes({ layers: 3 });
  const spec = { merge_method: 'linear', models: [entry('a', { weight: [0, 1, 4] }), entry('b', { weight: 1 })] };
  const merge = await prepare(spec, { a: { shapes }, b: { shapes } });
  assert.deepEqual(
    [0, 1, 2].map((layer) => merged(merge, q(layer)).perModel[0]?.['weight']),
    [0, 1, 4],
  );
  assert.equal(merged(merge, 'model.norm.weight').perModel[0]?.['weight'], 0);
});

test('in a model of one layer a gradient gives its last value', async () => {
  const shapes = llamaShapes({ layers: 1 });
  const spec = { merge_method: 'linear', models: [entry('a', { weight: [0, 5] })] };
  const merge = await prepare(spec, { a: { shapes } });
  assert.equal(merged(merge, q(0)).perModel[0]?.['weight'], 5);
});

test('base_model among the models is the base of a task-vector method, whatever way it is written', async () => {
  const spec = {
    merge_method: 'ties',
    base_model: './base',
    models: [entry('base'), entry('a', { weight: 1 }), entry('../project/b', { weight: 2 })],
  };
  const merge = await prepare(spec, two);
  assert.deepEqual(merge.codes, []);
  assert.deepEqual(
    merge.tasks.map(({ label }) => label),
    ['a', 'b'],
  );
  const unit = merged(merge, q(0));
  assert.equal(unit.base?.model, 'base');
  assert.deepEqual(
    unit.inputs.map(({ model }) => model),
    ['a', '../project/b'],
  );
});

test('to pcb an entry equal to the base, or listed twice, is a task', async () => {
  const spec = { merge_method: 'pcb', base_model: 'base', models: [entry('base'), entry('a'), entry('a')] };
  const merge = await prepare(spec, two);
  assert.deepEqual(
    merge.tasks.map(({ label }) => label),
    ['base', 'a', 'a (2)'],
  );
  assert.deepEqual(merged(merge, q(0)).tasks, [0, 1, 2]);
  assert.equal(merge.units.length, 1);
  const names = merge.units[0]?.tensors.map(({ name }) => name) ?? [];
  assert.deepEqual(names, [...names].sort());
});

test('in slices the base is listed for its layers, and only further entries of it are tasks of pcb', async () => {
  const source = (model: string) => ({ model, layer_range: [0, 2] });
  const slices = (...names: readonly string[]) => [{ sources: names.map(source) }];
  const spec = { merge_method: 'pcb', base_model: 'base', slices: slices('a', 'base') };
  const labels = async (one: object) => (await prepare(one, two)).tasks.map(({ label }) => label);
  assert.deepEqual(await labels(spec), ['a']);
  assert.deepEqual(await labels({ ...spec, slices: slices('base', 'a', 'base') }), ['a', 'base']);
});

test('to linear and karcher base_model is one more input, unless it is listed', async () => {
  const models = [entry('a', { weight: 1 })];
  const spec = { merge_method: 'linear', base_model: 'base', models, parameters: { weight: 0.5 } };
  const merge = await prepare(spec, two);
  assert.deepEqual(
    merged(merge, q(0)).inputs.map(({ model }) => model),
    ['a', 'base'],
  );
  assert.deepEqual(
    merged(merge, q(0)).perModel.map((values) => values['weight']),
    [1, 0.5],
  );
  const listed = await prepare({ ...spec, models: [entry('base', { weight: 2 }), ...models] }, two);
  assert.deepEqual(
    listed.tasks.map(({ label }) => label),
    ['base', 'a'],
  );
});

test('slerp begins at the base, listed first, second or not at all', async () => {
  const inputs = async (names: readonly string[], base: string) => {
    const spec = {
      merge_method: 'slerp',
      base_model: base,
      models: names.map((name) => entry(name)),
      parameters: { t: 0.5 },
    };
    return merged(await prepare(spec, two), q(0)).inputs.map(({ model }) => model);
  };
  assert.deepEqual(await inputs(['a', 'b'], 'a'), ['a', 'b']);
  assert.deepEqual(await inputs(['a', 'b'], 'b'), ['b', 'a']);
  assert.deepEqual(await inputs(['a'], 'base'), ['base', 'a']);
});

test('slices renumber layers; embeddings come from the first slice, the rest from the last', async () => {
  const spec = {
    merge_method: 'passthrough',
    slices: [{ sources: [{ model: 'a', layer_range: [0, 2] }] }, { sources: [{ model: 'b', layer_range: [1, 2] }] }],
  };
  const merge = await prepare(spec, two);
  assert.deepEqual(merge.codes, []);
  assert.deepEqual(
    merge.tensors.filter(({ module }) => module === 'self_attn.q_proj').map(({ name }) => name),
    [q(0), q(1), q(2)],
  );
  assert.equal(merged(merge, q(2)).inputs[0]?.name, q(1));
  assert.equal(merged(merge, q(2)).inputs[0]?.model, 'b');
  assert.equal(merged(merge, 'model.embed_tokens.weight').inputs[0]?.model, 'a');
  assert.equal(merged(merge, 'lm_head.weight').inputs[0]?.model, 'b');
  assert.deepEqual(
    merge.tasks.map(({ label }) => label),
    ['a', 'b'],
  );
  assert.deepEqual(merged(merge, q(2)).tasks, [1]);
});

test('in slices the base has a layer_range of its own, and per-model filters see the names of the source', async () => {
  const shapes = llamaShapes({ layers: 4 });
  const spec = {
    merge_method: 'task_arithmetic',
    base_model: 'base',
    slices: [
      {
        sources: [
          {
            model: 'a',
            layer_range: [2, 4],
            parameters: { weight: [{ filter: 'layers.3.', value: 3 }, { value: 1 }] },
          },
          { model: 'base', layer_range: [0, 2] },
        ],
      },
    ],
  };
  const merge = await prepare(spec, { base: { shapes }, a: { shapes } });
  assert.deepEqual(merge.codes, []);
  assert.equal(merged(merge, q(1)).base?.name, q(1));
  assert.equal(merged(merge, q(1)).inputs[0]?.name, q(3));
  assert.equal(merged(merge, q(1)).perModel[0]?.['weight'], 3);
  assert.equal(merged(merge, q(0)).perModel[0]?.['weight'], 1);
});

const encoderDecoder: SampleModel = {
  shapes: {
    'shared.weight': [6, 4],
    'encoder.block.0.w.weight': [4, 4],
    'encoder.block.1.w.weight': [4, 4],
    'encoder.final_layer_norm.weight': [4],
    'decoder.block.0.w.weight': [4, 4],
    'decoder.block.1.w.weight': [4, 4],
    'lm_head.weight': [6, 4],
  },
  config: { model_type: 't5', num_layers: 2, num_decoder_layers: 2, tie_word_embeddings: false },
};

test('modules are merged each in its way', async () => {
  const spec = {
    merge_method: 'linear',
    modules: {
      encoder: { models: [entry('a', { weight: 1 })] },
      decoder: { slices: [{ sources: [{ model: 'b', layer_range: [1, 2], parameters: { weight: 1 } }] }] },
    },
  };
  const merge = await prepare(spec, { a: encoderDecoder, b: encoderDecoder });
  assert.deepEqual(merge.codes, []);
  const sources = Object.fromEntries(
    merge.tensors.map((one) => [
      one.name,
      one.type === 'merge' ? `${one.inputs[0]?.model ?? ''}:${one.inputs[0]?.name ?? ''}` : '',
    ]),
  );
  assert.deepEqual(sources, {
    'decoder.block.0.w.weight': 'b:decoder.block.1.w.weight',
    'encoder.block.0.w.weight': 'a:encoder.block.0.w.weight',
    'encoder.block.1.w.weight': 'a:encoder.block.1.w.weight',
    'encoder.final_layer_norm.weight': 'a:encoder.final_layer_norm.weight',
    'lm_head.weight': 'b:lm_head.weight',
    'shared.weight': 'a:shared.weight',
  });
  assert.equal(tensor(merge, 'encoder.block.1.w.weight').module, 'encoder.w');
});

test('a model of several stacks takes slices only under modules, which must name them all', async () => {
  const slices = [{ sources: [{ model: 'a', layer_range: [0, 1] }] }];
  const models = { a: encoderDecoder };
  assert.deepEqual((await prepare({ merge_method: 'passthrough', slices }, models)).codes, ['merge-modules-needed']);
  const some = await prepare(
    { merge_method: 'passthrough', modules: { encoder: { slices }, nowhere: { slices } } },
    models,
  );
  assert.deepEqual(some.codes, ['merge-module-unknown', 'merge-module-missing']);
});

test('a plain model is the module default', async () => {
  const spec = { merge_method: 'linear', modules: { default: { models: [entry('a', { weight: 1 })] } } };
  const merge = await prepare(spec, two);
  assert.deepEqual(merge.codes, []);
  assert.equal(merge.tensors.length, Object.keys(llamaShapes()).length);
});

test('integer buffers are copied and must be equal; pcb takes them and what is excluded from the base', async () => {
  const tensors = { position_ids: int64([0, 1, 2]) };
  const models = { base: { tensors }, a: { tensors } };
  const plain = await prepare(
    { merge_method: 'ties', base_model: 'base', models: [entry('a', { weight: 1 })] },
    models,
  );
  const copied = tensor(plain, 'position_ids');
  assert.ok(copied.type === 'copy');
  assert.deepEqual([copied.from.model, copied.sameAs.map(({ model }) => model), copied.dtype], ['base', ['a'], 'I64']);
  const spec = { merge_method: 'pcb', base_model: 'base', models: [entry('a')], parameters: { exclude: [q(0)] } };
  const pcb = await prepare(spec, models);
  for (const name of ['position_ids', q(0)]) {
    const own = tensor(pcb, name);
    assert.ok(own.type === 'copy');
    assert.deepEqual([own.from.model, own.sameAs], ['base', []]);
  }
  assert.ok(pcb.units[0]?.tensors.every(({ name }) => name !== q(0)));
});

test('the output has out_dtype, else dtype, else what holds all inputs; pcb has the format of its base', async () => {
  const half = { dtype: 'F16', shape: [4], data: new Uint16Array(4) };
  const brain = { dtype: 'BF16', shape: [4], data: new Uint16Array(4) };
  const models = { base: { shapes: {}, tensors: { w: half } }, a: { shapes: {}, tensors: { w: brain } } };
  const dtypeOf = async (spec: object) => tensor(await prepare({ base_model: 'base', ...spec }, models), 'w').dtype;
  const linear = { merge_method: 'linear', models: [entry('a')], parameters: { weight: 1 } };
  assert.equal(await dtypeOf(linear), 'F32');
  assert.equal(await dtypeOf({ ...linear, dtype: 'float16' }), 'F16');
  assert.equal(await dtypeOf({ ...linear, dtype: 'float16', out_dtype: 'bfloat16' }), 'BF16');
  assert.equal(await dtypeOf({ merge_method: 'pcb', models: [entry('a')] }), 'F16');
});

const tied = { shapes: llamaShapes({ head: false }), config: llamaConfig({ tie_word_embeddings: true }) };

test('a head that every model ties stays tied, also where a file holds a copy of it', async () => {
  const spec = { merge_method: 'linear', models: [entry('a'), entry('b')], parameters: { weight: 1 } };
  const copy = { shapes: llamaShapes(), config: llamaConfig({ tie_word_embeddings: true }) };
  const merge = await prepare(spec, { a: tied, b: copy });
  assert.deepEqual(merge.codes, []);
  assert.ok(merge.tensors.every(({ name }) => name !== 'lm_head.weight'));
  assert.equal(merge.unties, false);
});

test('where one model has a head of its own, the tied ones give their embeddings', async () => {
  const spec = { merge_method: 'linear', models: [entry('a'), entry('b')], parameters: { weight: 1 } };
  const merge = await prepare(spec, { a: tied, b: {} });
  assert.deepEqual(merge.codes, ['merge-head-untied']);
  assert.deepEqual(
    merged(merge, 'lm_head.weight').inputs.map(({ name }) => name),
    ['model.embed_tokens.weight', 'lm_head.weight'],
  );
  assert.equal(merge.unties, true);
});

test('a buffer that models compute themselves is left out where some files lack it', async () => {
  const tensors = {
    'model.layers.0.self_attn.rotary_emb.inv_freq': { dtype: 'F32', shape: [2], data: new Float32Array(2) },
  };
  const spec = { merge_method: 'linear', models: [entry('a'), entry('b')], parameters: { weight: 1 } };
  const merge = await prepare(spec, { a: { tensors }, b: {} });
  assert.deepEqual(merge.codes, ['merge-optional-left-out']);
  assert.ok(merge.tensors.every(({ name }) => !name.includes('inv_freq')));
});

test('a tensor called __proto__ is a tensor', async () => {
  const tensors = JSON.parse('{"__proto__": 0}') as Record<string, never>;
  Object.defineProperty(tensors, '__proto__', {
    value: { dtype: 'F32', shape: [2], data: new Float32Array(2) },
    enumerable: true,
  });
  const spec = { merge_method: 'linear', models: [entry('a'), entry('b')], parameters: { weight: 1 } };
  const merge = await prepare(spec, { a: { tensors }, b: { tensors } });
  assert.ok(merge.tensors.some(({ name }) => name === '__proto__'));
  assert.ok(merge.layout.shards[0]?.tensors.some(({ name }) => name === '__proto__'));
});
