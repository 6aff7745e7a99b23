import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../src/base/errors.js';
import type { OutputTarget } from '../../../src/base/ports.js';
import { formatProblem } from '../../../src/base/texts/format-problem.js';
import { planMerge } from '../../../src/engines/merge/plan.js';
import type { Plan } from '../../../src/protocol/plan.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { int64, llamaShapes, mergeSpec, planContext, putModel, type SampleModel } from './sample-models.js';

function folderOf(models: Readonly<Record<string, SampleModel>>): MemoryFiles {
  const files = new MemoryFiles();
  for (const [name, model] of Object.entries(models)) {
    putModel(files, name, model);
  }
  return files;
}

interface PlanOptions {
  readonly output?: OutputTarget;
  readonly memoryBytes?: number;
  readonly file?: string;
}

async function plan(files: MemoryFiles, spec: unknown, options: PlanOptions = {}): Promise<Plan> {
  const found = await planMerge(mergeSpec(spec), planContext(files, options));
  for (const one of found.problems) {
    assert.notEqual(formatProblem(one), '', 'every problem has its sentence');
  }
  return found;
}

async function problems(files: MemoryFiles, spec: unknown, options: PlanOptions = {}): Promise<readonly Problem[]> {
  return (await plan(files, spec, options)).problems;
}

function only(list: readonly Problem[], code: Problem['code']): Problem {
  const [first] = list;
  assert.ok(first !== undefined && list.length === 1, JSON.stringify(list));
  assert.equal(first.code, code);
  return first;
}

const average = { merge_method: 'linear', models: [{ model: 'a' }, { model: 'b' }], parameters: { weight: 1 } };
const ties = {
  merge_method: 'ties',
  base_model: 'base',
  models: [
    { model: 'a', parameters: { weight: 1 } },
    { model: 'b', parameters: { weight: 1 } },
  ],
};
const F32 = (...shape: readonly number[]) => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
});

test('a merge without problems is told with its sizes', async () => {
  const files = folderOf({ base: {}, a: {}, b: {} });
  const output = { path: '/out/merged', overwrite: false };
  const found = await plan(files, ties, { output });
  assert.deepEqual(found.problems, []);
  assert.equal(found.output, '/out/merged');
  assert.deepEqual(
    found.inputs,
    ['base', 'a', 'b'].map((name) => `/project/${name}/model.safetensors`),
  );
  const figures = Object.fromEntries(found.figures.map(({ name, value }) => [name, value]));
  const elements = Object.values(llamaShapes()).reduce((sum, shape) => sum + shape.reduce((x, y) => x * y, 1), 0);
  assert.equal(figures['parameters'], elements);
  assert.equal(figures['tensors'], Object.keys(llamaShapes()).length);
  assert.equal(figures['size'], elements * 4);
  const { estimate } = found;
  assert.ok(estimate.writeBytes > elements * 4 && estimate.readBytes >= 3 * elements * 4);
  assert.ok(
    estimate.memoryBytes > 0 && (estimate.seconds ?? 0) > 0 && estimate.freeDiskBytes === Number.POSITIVE_INFINITY,
  );
});

test('all that differs between models is told at once, each with model, tensor and key', async () => {
  const files = folderOf({
    base: {},
    a: { tensors: { 'model.norm.weight': F32(5), 'lm_head.weight': F32(7, 4), extra: F32(2) } },
    b: { tensors: { 'model.norm.weight': int64([1, 2, 3, 4]) } },
  });
  const found = await problems(files, ties);
  const told = found.map(({ code, where }) => [code, where.model, where.tensor, where.key]);
  assert.deepEqual(
    new Set(told.map((one) => JSON.stringify(one))),
    new Set(
      [
        ['merge-shapes-differ', 'a', 'model.norm.weight', 'models.0'],
        ['merge-dtypes-mixed', 'b', 'model.norm.weight', 'models.1'],
        ['merge-vocabulary-differs', 'a', 'lm_head.weight', 'models.0'],
        ['merge-tensor-missing', 'base', 'extra', 'base_model'],
        ['merge-tensor-missing', 'b', 'extra', 'models.1'],
      ].map((one) => JSON.stringify(one)),
    ),
  );
});

test('thousands of mismatches are counted, not listed', async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`w${String(i)}`, [2]]));
  const found = await problems(folderOf({ a: { shapes: many }, b: { shapes: {}, tensors: { x: F32(1) } } }), average);
  const more = found.filter(({ code }) => code === 'problems-more');
  assert.equal(more.length, 1);
  assert.ok(found.length < 30);
  assert.ok(more[0]?.code === 'problems-more' && more[0].arguments.count === 280);
});

test('a missing model is named with the key that names it, and spares the rest no check', async () => {
  const files = folderOf({ base: {}, a: { tensors: { 'model.norm.weight': F32(5) } } });
  const found = await problems(files, ties);
  assert.deepEqual(
    found.map(({ code, where }) => [code, where.model, where.key]),
    [
      ['checkpoint-missing', 'b', 'models.1.model'],
      ['merge-shapes-differ', 'a', 'models.0'],
    ],
  );
});

test('models in formats that cannot be merged are refused by name', async () => {
  const files = folderOf({ a: {} });
  files.put('/project/b/model.gguf', 'GGUF');
  const one = only(await problems(files, average), 'checkpoint-format');
  assert.equal(one.where.model, 'b');
  files.put('/project/c/pytorch_model.bin', 'PK');
  const spec = { ...average, models: [{ model: 'a' }, { model: 'c' }] };
  only(await problems(files, spec), 'checkpoint-format');
});

test('quantised models are refused', async () => {
  const quantised = { config: { quantization_config: { quant_method: 'gptq', bits: 4 } } };
  only(await problems(folderOf({ a: {}, b: quantised }), average), 'checkpoint-quantized');
});

test('a truncated shard, a shard that is missing and one outside the folder are told', async () => {
  const files = folderOf({ a: {}, b: {} });
  const bytes = files.bytesOf('/project/b/model.safetensors');
  files.put('/project/b/model.safetensors', bytes.subarray(0, bytes.length - 4));
  assert.equal(only(await problems(files, average), 'safetensors-invalid').where.file, '/project/b/model.safetensors');
  const index = (shard: string) => JSON.stringify({ metadata: {}, weight_map: { w: shard } });
  files.put('/project/c/model.safetensors.index.json', index('model-00001-of-00001.safetensors'));
  files.put('/project/d/model.safetensors.index.json', index('../a/model.safetensors'));
  const spec = { ...average, models: [{ model: 'a' }, { model: 'c' }, { model: 'd' }] };
  assert.deepEqual(
    (await problems(files, spec)).map(({ code }) => code),
    ['shard-missing', 'shard-outside'],
  );
});

test('number formats that cannot be computed with are told', async () => {
  const w = { dtype: 'F8_E4M3', shape: [4], data: new Uint8Array(4) };
  const found = await problems(folderOf({ a: { tensors: { w } }, b: { tensors: { w } } }), average);
  assert.ok(
    found.length > 0 && found.every(({ code }) => code === 'dtype-unsupported' || code === 'checkpoint-quantized'),
  );
});

test('a required parameter that some tensors lack is told once, with model, parameter, a tensor and their number', async () => {
  const spec = {
    ...ties,
    models: [{ model: 'a', parameters: { weight: [{ filter: 'mlp', value: 1 }] } }, ties.models[1]],
  };
  const one = only(await problems(folderOf({ base: {}, a: {}, b: {} }), spec), 'merge-parameter-unresolved');
  assert.ok(one.code === 'merge-parameter-unresolved');
  assert.deepEqual([one.arguments.parameter, one.where.model, one.where.key], ['weight', 'a', 'models.0']);
  assert.equal(one.arguments.tensors, Object.keys(llamaShapes()).filter((name) => !name.includes('mlp')).length);
});

test('the numbers of inputs are checked by what models they are, not how they are written', async () => {
  const files = folderOf({ a: {}, b: {} });
  const spec = { merge_method: 'slerp', base_model: './a', models: [{ model: 'a' }], parameters: { t: 0.5 } };
  only(await problems(files, spec), 'merge-inputs');
  const near = { merge_method: 'nearswap', base_model: 'a', models: [{ model: './a' }], parameters: { t: 0.5 } };
  only(await problems(files, near), 'merge-inputs');
});

test('ranges of layers are checked against the models', async () => {
  const files = folderOf({ a: {}, b: {}, flat: { shapes: { w: [2] } } });
  const sliced = (...sources: readonly object[]) => ({ merge_method: 'passthrough', slices: [{ sources }] });
  const beyond = only(await problems(files, sliced({ model: 'a', layer_range: [1, 3] })), 'merge-layers-beyond');
  assert.deepEqual([beyond.where.model, beyond.where.key], ['a', 'slices.0.sources.0']);
  only(await problems(files, sliced({ model: 'flat', layer_range: [0, 1] })), 'merge-layers-unknown');
  const uneven = {
    merge_method: 'linear',
    parameters: { weight: 1 },
    slices: [
      {
        sources: [
          { model: 'a', layer_range: [0, 2] },
          { model: 'b', layer_range: [0, 1] },
        ],
      },
    ],
  };
  assert.ok((await problems(files, uneven)).some(({ code }) => code === 'merge-slice-layers'));
});

test('a slice without its base is told', async () => {
  const files = folderOf({ base: {}, a: {} });
  const spec = {
    merge_method: 'task_arithmetic',
    base_model: 'base',
    slices: [{ sources: [{ model: 'a', layer_range: [0, 2], parameters: { weight: 1 } }] }],
  };
  only(await problems(files, spec), 'merge-slice-base');
});

test('a method that looks at the whole model needs as many tasks in every slice', async () => {
  const files = folderOf({ base: {}, a: {}, b: {} });
  const sliced = (...names: readonly string[]) => ({
    sources: names.map((model) => ({ model, layer_range: [0, 1] })),
  });
  const spec = { merge_method: 'pcb', base_model: 'base', slices: [sliced('base', 'a'), sliced('base', 'a', 'b')] };
  const one = only(await problems(files, spec), 'merge-tasks-uneven');
  assert.ok(one.code === 'merge-tasks-uneven' && one.arguments.counts.length === 2);
  assert.deepEqual(await problems(files, { ...spec, parameters: { scope: 'tensor' } }), []);
});

test('exclude must name tensors of the result', async () => {
  const spec = {
    merge_method: 'pcb',
    base_model: 'base',
    models: [{ model: 'a' }],
    parameters: { exclude: ['model.norm.weigth', 'model.norm.weight'] },
  };
  const one = only(await problems(folderOf({ base: {}, a: {} }), spec), 'merge-exclude-unknown');
  assert.ok(one.code === 'merge-exclude-unknown' && one.arguments.suggestion === 'model.norm.weight');
});

test('an output that is there, is a file, or lies in or around an input is refused', async () => {
  const files = folderOf({ a: {}, b: {} });
  files.put('/out/full/model.safetensors', 'x');
  files.put('/out/file', 'x');
  files.link('/link', '/project/a');
  await files.makeFolder('/out/empty');
  const told = async (path: string, overwrite = false) =>
    (await problems(files, average, { output: { path, overwrite } })).map(({ code }) => code);
  assert.deepEqual(await told('/out/full'), ['output-exists']);
  assert.deepEqual(await told('/out/full', true), []);
  assert.deepEqual(await told('/out/empty'), []);
  assert.deepEqual(await told('/out/new/deep'), []);
  assert.deepEqual(await told('/out/file', true), ['output-not-a-folder']);
  assert.deepEqual(await told('/project/a', true), ['output-inside-input']);
  assert.deepEqual(await told('/project/a/merged'), ['output-inside-input']);
  assert.deepEqual(await told('/link/merged'), ['output-inside-input']);
  assert.deepEqual(await told('/project', true), ['output-inside-input']);
  assert.deepEqual(await told('/project/a-merged'), []);
});

test('only what a result may be is replaced: a model, an adapter, an output of ours, or nothing', async () => {
  const files = folderOf({ a: {}, b: {} });
  const told = async (path: string) =>
    (await problems(files, average, { output: { path, overwrite: true } })).map(({ code }) => code);
  for (const mark of ['config.json', 'model-00001-of-00002.safetensors', 'adapter_config.json', 'experiment.yaml']) {
    files.put(`/out/${mark}/${mark}`, 'x');
    files.put(`/out/${mark}/notes.txt`, 'x');
    assert.deepEqual(await told(`/out/${mark}`), [], mark);
  }
  for (const name of ['a.txt', 'thesis.tex', 'b.txt', 'c.txt', 'photos/1.jpg']) {
    files.put(`/home/me/${name}`, 'x');
  }
  assert.deepEqual(await told('/home/me'), ['output-not-a-model']);
  assert.deepEqual(await told('/home/me/photos'), ['output-not-a-model']);
  const one = only(
    await problems(files, average, { output: { path: '/home/me', overwrite: true } }),
    'output-not-a-model',
  );
  assert.match(formatProblem(one), /holds no model but a\.txt, b\.txt and c\.txt\./);
});

test('an output that cannot be made where it is wanted is told by the plan', async () => {
  const files = folderOf({ a: {}, b: {} });
  files.put('/out/file', 'x');
  await files.makeFolder('/locked');
  files.lock('/locked');
  const told = async (path: string) => problems(files, average, { output: { path, overwrite: true } });
  const under = only(await told('/out/file/deep/x'), 'output-under-a-file');
  assert.ok(under.code === 'output-under-a-file' && under.arguments.file === '/out/file');
  const locked = only(await told('/locked/deep/x'), 'output-unwritable');
  assert.ok(locked.code === 'output-unwritable' && locked.arguments.folder === '/locked');
});

test('an output is not replaced where the experiment, the runs or a project would go with it', async () => {
  const files = folderOf({ a: {}, b: {} });
  for (const file of ['/runs/.modelsmith/runs/1/run.json', '/repository/.git/HEAD', '/repository/a.txt']) {
    files.put(file, 'x');
  }
  const told = async (path: string, file: string) =>
    (await problems(files, average, { output: { path, overwrite: true }, file })).map(({ code }) => code);
  assert.deepEqual(await told('/runs', '/project/x.yaml'), ['output-holds-more']);
  assert.deepEqual(await told('/runs/.modelsmith', '/project/x.yaml'), ['output-holds-more']);
  assert.deepEqual(await told('/runs/.modelsmith/runs', '/project/x.yaml'), ['output-holds-more']);
  assert.deepEqual(await told('/repository', '/project/x.yaml'), ['output-holds-more']);
  files.put('/own/experiments/x.yaml', 'x');
  assert.deepEqual(await told('/own', '/own/experiments/x.yaml'), ['output-holds-more']);
  assert.deepEqual(await told('/own/merged', '/own/experiments/x.yaml'), []);
});

test('a disk without room and a limit of memory that is too small are told before the start', async () => {
  const files = folderOf({ a: {}, b: {} });
  files.limitFreeBytes(100);
  const full = only(await problems(files, average), 'disk-space');
  assert.ok(full.code === 'disk-space' && full.arguments.freeBytes === 100 && full.arguments.neededBytes > 100);
  const roomy = folderOf({ a: {}, b: {} });
  only(await problems(roomy, average, { memoryBytes: 50e6 }), 'merge-memory');
  assert.deepEqual(await problems(roomy, average, { memoryBytes: 400e6 }), []);
});

test('a search needs room for a candidate beside its run, too', async () => {
  const files = folderOf({ base: {}, a: {}, b: {} });
  const output = { path: '/elsewhere/merged', overwrite: false };
  const freeBytes = (place: string) => Promise.resolve(place.startsWith('/elsewhere') ? 1e9 : 100);
  Object.assign(files, { freeBytes });
  assert.deepEqual(await problems(files, ties, { output }), []);
  const scored = { ...ties, evaluate: { type: 'command', command: ['score', '{model}'] } };
  const one = only(await problems(files, scored, { output }), 'disk-space');
  assert.ok(one.code === 'disk-space' && one.arguments.freeBytes === 100 && one.where.key === 'evaluate');
});

test('a safetensors file by itself is a model', async () => {
  const files = folderOf({ a: {}, b: {} });
  const spec = { ...average, models: [{ model: 'a/model.safetensors' }, { model: 'b' }] };
  assert.deepEqual(await problems(files, spec, { output: { path: '/project/a/merged', overwrite: false } }), []);
});

test('a merge that is scored says how many candidates it has, and takes as long as all that are made', async () => {
  const files = folderOf({ base: {}, a: {}, b: {} });
  const one = { merge_method: 'ties', base_model: 'base', models: [{ model: 'a' }, { model: 'b' }] };
  const models = one.models.map((model) => ({ ...model, parameters: { weight: 1, density: 0.5 } }));
  const plain = await plan(files, { ...one, models });
  const scored = await plan(files, {
    ...one,
    models,
    evaluate: { type: 'command', command: ['score', '{model}'] },
    search: { 'parameters.lambda': [0.5, 1, 1.5] },
  });
  const candidates = ({ figures }: Plan): unknown => figures.find(({ name }) => name === 'candidates')?.value;
  // The base, two inputs, their average, task arithmetic, three trials; all but the models are made, and the best again.
  assert.deepEqual([candidates(plain), candidates(scored)], [undefined, 8]);
  assert.ok(Math.abs((scored.estimate.seconds ?? 0) / (plain.estimate.seconds ?? 0) - 6) < 1e-9);
  assert.equal(scored.estimate.readBytes, 6 * plain.estimate.readBytes);
  assert.equal(scored.estimate.writeBytes, plain.estimate.writeBytes);
});
