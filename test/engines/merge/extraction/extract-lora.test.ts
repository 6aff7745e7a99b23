import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelsmithError } from '../../../../src/base/errors.js';
import { mergeRecordSchema } from '../../../../src/engines/merge/events.js';
import { openCheckpoint } from '../../../../src/ml/tensors/checkpoint.js';
import { parseExperiment } from '../../../../src/experiments/parse.js';
import { starterText } from '../../../../src/experiments/starter-text.js';
import { merge } from '../../../../src/engines/merge/spec.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import type { HandTensor } from '../../../fakes/safetensors-bytes.js';
import { fullSingularValues } from '../../../ml/linear-algebra/full-svd.js';
import { asExtraction, engine, extract, output, putPair, Q, shapes, specOf, tuned } from './extractions.js';
import { llamaConfig, llamaShapes, mergeSpec, planContext, putModel, valuesOf } from '../sample-models.js';

const signal = new AbortController().signal;

/** What base and adapter give when our own merge puts them together. */
async function applied(files: MemoryFiles, reference = './base+./adapter'): Promise<ReadonlyMap<string, Float32Array>> {
  const run = new FakeRun({ files, folder: '/project', output: { path: '/project/applied', overwrite: true } });
  await engine.run(mergeSpec({ merge_method: 'passthrough', models: [{ model: reference }] }), run.attempt());
  return floatsOf(files, '/project/applied');
}

async function floatsOf(files: MemoryFiles, folder: string): Promise<ReadonlyMap<string, Float32Array>> {
  const { tensors } = await openCheckpoint(files, folder, signal);
  const values = new Map<string, Float32Array>();
  for (const [name, { file, position, elements }] of tensors) {
    const bytes = new Uint8Array(4 * elements);
    const opened = await files.open(file);
    await opened.read(bytes, position);
    values.set(name, new Float32Array(bytes.buffer));
  }
  return values;
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));
const minus = (a: Float32Array | undefined, b: Float32Array | undefined): number[] =>
  [...(a ?? [])].map((value, i) => value - (b?.[i] ?? NaN));
const recordsOf = (run: FakeRun): readonly { module: string; rank: number; energy: number; error: number }[] =>
  run.events.flatMap((event) => {
    const parsed = mergeRecordSchema.safeParse(event);
    return parsed.success && parsed.data.type === 'merge/module' ? [parsed.data] : [];
  });

test('a difference of low rank is recovered: base and adapter are the fine-tuned model', async () => {
  const files = new MemoryFiles();
  const norms = { dtype: 'F32', shape: [24], data: valuesOf('other', 'norm', 24) };
  const changes = tuned(shapes, { [Q]: 3, 'model.layers.1.mlp.up_proj.weight': 2, 'lm_head.weight': 4 });
  putPair(files, { ...changes, 'model.norm.weight': norms });
  const { run, result } = await extract(files, { rank: 4 });
  const [got, wanted] = [await applied(files), await floatsOf(files, '/project/tuned')];
  assert.deepEqual([...got.keys()].sort(), [...wanted.keys()].sort());
  for (const [name, values] of wanted) {
    // Float32 arithmetic on numbers of size 1: some units of 2^-24.
    assert.ok(norm(minus(got.get(name), values)) < 2e-6 * Math.sqrt(values.length), name);
  }
  assert.ok(recordsOf(run).every(({ energy, error }) => energy > 1 - 1e-9 && error < 1e-6));
  assert.equal(result.figures.find(({ name }) => name === 'saved-tensors')?.value, 2);
  const config = JSON.parse(files.textOf('/project/adapter/adapter_config.json')) as Record<string, unknown>;
  assert.deepEqual(config['target_modules'], ['q_proj', 'up_proj']);
  assert.deepEqual(config['modules_to_save'], ['lm_head', 'model.norm']);
  assert.deepEqual([config['r'], config['lora_alpha'], config['task_type']], [4, 4, 'CAUSAL_LM']);
});

test('the error is the tail of the singular values, the energy their head (full Jacobi SVD)', async () => {
  const files = new MemoryFiles();
  const changes = tuned(shapes, { [Q]: 20 }, 0.7);
  putPair(files, changes);
  const wanted = minus(changes[Q]?.data as Float32Array, valuesOf('base', Q, 24 * 24));
  const values = fullSingularValues(Float32Array.from(wanted), 24, 24);
  const total = norm(values);
  for (const rank of [1, 4, 9]) {
    files.remove('/project/adapter').catch(() => undefined);
    const { run } = await extract(files, { rank });
    const record = recordsOf(run).find(({ module }) => module.endsWith('0.self_attn.q_proj'));
    assert.ok(Math.abs((record?.error ?? 0) / (norm(values.slice(rank)) / total) - 1) < 1e-3, String(rank));
    assert.ok(Math.abs((record?.energy ?? 0) - (norm(values.slice(0, rank)) / total) ** 2) < 1e-6);
    const got = (await applied(files)).get(Q);
    assert.ok(Math.abs(norm(minus(got, changes[Q]?.data as Float32Array)) / norm(values.slice(rank)) - 1) < 1e-3);
  }
});

test('with energy every module has the smallest rank that keeps it', async () => {
  const files = new MemoryFiles();
  const changes = tuned(shapes, { [Q]: 20, 'model.layers.1.self_attn.q_proj.weight': 1 }, 0.8);
  putPair(files, changes);
  const { run } = await extract(files, { energy: 0.9, rank: 24 });
  const difference = minus(changes[Q]?.data as Float32Array, valuesOf('base', Q, 24 * 24));
  const values = fullSingularValues(Float32Array.from(difference), 24, 24);
  const share = (rank: number): number => (norm(values.slice(0, rank)) / norm(values)) ** 2;
  const records = new Map(recordsOf(run).map((record) => [record.module, record]));
  const rank = records.get('model.layers.0.self_attn.q_proj')?.rank ?? 0;
  assert.ok(share(rank) >= 0.9 && share(rank - 1) < 0.9);
  assert.equal(records.get('model.layers.1.self_attn.q_proj')?.rank, 1);
  const config = JSON.parse(files.textOf('/project/adapter/adapter_config.json')) as Record<string, object>;
  assert.deepEqual(config['rank_pattern'], config['alpha_pattern']);
  const got = (await applied(files)).get(Q);
  const error = norm(minus(got, changes[Q]?.data as Float32Array));
  assert.ok(Math.abs(error / norm(values.slice(rank)) - 1) < 1e-3);
});

test('embeddings and head go into a LoRA, are saved, or are left, as the file says', async () => {
  const changes = tuned(shapes, { 'model.embed_tokens.weight': 2, 'lm_head.weight': 2 });
  for (const [way, isSame] of [
    ['lora', true],
    ['save', true],
    ['leave', false],
  ] as const) {
    const files = new MemoryFiles();
    putPair(files, changes);
    const { run } = await extract(files, { rank: 2, embeddings: way, head: way });
    const got = await applied(files);
    for (const name of Object.keys(changes)) {
      const error = norm(minus(got.get(name), changes[name]?.data as Float32Array));
      assert.equal(error < 1e-4, isSame, `${way} ${name}`);
    }
    const names = [
      ...(await openCheckpoint(files, '/project/adapter/adapter_model.safetensors', signal)).tensors.keys(),
    ];
    assert.equal(
      names.some((name) => name.includes('lora_embedding_A')),
      way === 'lora',
    );
    assert.equal(names.includes('base_model.model.lm_head.weight'), way === 'save');
    const warnings = run.events.filter(({ type }) => type === 'log');
    assert.equal(warnings.length, way === 'leave' ? 1 : 0);
  }
});

test('embeddings that are the head as well stay so, for PEFT too', async () => {
  const files = new MemoryFiles();
  const tied = llamaShapes({ hidden: 24, vocabulary: 30, head: false });
  const config = llamaConfig({ tie_word_embeddings: true });
  const name = 'model.embed_tokens.weight';
  const changes = tuned(tied, { [name]: 2 });
  putModel(files, 'base', { shapes: tied, config });
  const same = Object.entries(tied).map(([tensor, shape]): [string, HandTensor] => [
    tensor,
    {
      dtype: 'F32',
      shape,
      data: valuesOf(
        'base',
        tensor,
        shape.reduce((product, size) => product * size, 1),
      ),
    },
  ]);
  putModel(files, 'tuned', { shapes: {}, tensors: { ...Object.fromEntries(same), ...changes }, config });
  await extract(files, { rank: 2 });
  const adapter = JSON.parse(files.textOf('/project/adapter/adapter_config.json')) as Record<string, unknown>;
  assert.deepEqual(adapter['modules_to_save'], ['model.embed_tokens', 'lm_head']);
  assert.equal(adapter['ensure_weight_tying'], true);
  const got = await applied(files);
  assert.ok(!got.has('lm_head.weight'));
  assert.deepEqual(got.get(name), changes[name]?.data);
});

test('matrices of a Conv1D lie across', async () => {
  const files = new MemoryFiles();
  const changes = tuned(shapes, { 'model.layers.0.mlp.up_proj.weight': 3 });
  putPair(files, changes, llamaConfig({ model_type: 'gpt2' }));
  await extract(files, { rank: 3 });
  const config = JSON.parse(files.textOf('/project/adapter/adapter_config.json')) as Record<string, unknown>;
  assert.equal(config['fan_in_fan_out'], true);
  const name = 'model.layers.0.mlp.up_proj.weight';
  const got = (await applied(files)).get(name);
  assert.ok(norm(minus(got, changes[name]?.data as Float32Array)) < 1e-4);
});

test('a run that is stopped after any module goes on to the same bytes and the same log', async () => {
  const changes = tuned(shapes, { [Q]: 20, 'model.layers.1.mlp.up_proj.weight': 20 }, 0.7);
  const whole = new MemoryFiles();
  putPair(whole, changes);
  const { run: straight } = await extract(whole, { rank: 3 });
  const wanted = whole.bytesOf('/project/adapter/adapter_model.safetensors');
  const modules = recordsOf(straight).length;
  assert.ok(modules > 2);
  for (let stopAfter = 1; stopAfter <= modules; stopAfter++) {
    const files = new MemoryFiles();
    putPair(files, changes);
    const run = new FakeRun({ files, folder: '/project', output });
    const controller = new AbortController();
    let snapshots = 0;
    run.onSnapshot = () => {
      snapshots += 1;
      if (snapshots === stopAfter) {
        controller.abort();
      }
    };
    await assert.rejects(engine.run(specOf({ rank: 3 }), asExtraction(run.attempt(controller.signal))));
    assert.equal(await files.stat('/project/adapter'), undefined);
    run.onSnapshot = undefined;
    await engine.run(specOf({ rank: 3 }), asExtraction(run.attempt()));
    assert.deepEqual(files.bytesOf('/project/adapter/adapter_model.safetensors'), wanted);
    assert.deepEqual(run.events, straight.events);
  }
});

test('a difference that is too large for the memory is read again at every pass, to the same bytes', async () => {
  const changes = tuned(shapes, { [Q]: 20 }, 0.7);
  const adapters = [];
  for (const memoryBytes of [undefined, 100e6 + 1]) {
    const files = new MemoryFiles();
    putPair(files, changes);
    const run = new FakeRun({
      files,
      folder: '/project',
      output,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    });
    const context = asExtraction(run.attempt());
    if (memoryBytes === undefined) {
      await engine.run(specOf({ rank: 3 }), context);
      adapters.push(files.bytesOf('/project/adapter/adapter_model.safetensors'));
    } else {
      // A limit that nothing fits into is refused before the start.
      await assert.rejects(engine.run(specOf({ rank: 3 }), context), ModelsmithError);
      const { estimate } = await engine.plan(specOf({ rank: 3 }), asExtraction(planContext(files)));
      const least = new FakeRun({ files, folder: '/project', output, memoryBytes: estimate.memoryBytes - 4 });
      await engine.run(specOf({ rank: 3 }), asExtraction(least.attempt()));
      adapters.push(files.bytesOf('/project/adapter/adapter_model.safetensors'));
    }
  }
  assert.deepEqual(adapters[0], adapters[1]);
});

test('a plan tells all that is wrong at once', async () => {
  const codes = async (files: MemoryFiles, keys: object): Promise<readonly string[]> => {
    const { problems } = await engine.plan(specOf(keys), asExtraction(planContext(files, { output })));
    return problems.map(({ code, severity }) => `${severity} ${code}`);
  };
  const files = new MemoryFiles();
  putPair(files, {});
  assert.deepEqual(await codes(files, {}), []);
  assert.deepEqual(await codes(files, { model: './base/' }), ['error lora-same-model']);
  assert.deepEqual(await codes(files, { targets: ['x_proj'], exclude: ['none'] }), [
    'error lora-module-unknown',
    'error lora-module-unknown',
  ]);
  assert.deepEqual(await codes(files, { model: './missing', base_model: './none' }), [
    'error checkpoint-missing',
    'error checkpoint-missing',
  ]);
  const other = { ...shapes, [Q]: [24, 12], 'lm_head.weight': [40, 24], 'model.extra.weight': [2, 2] };
  putModel(files, 'other', { shapes: other });
  assert.deepEqual((await codes(files, { model: './other' })).toSorted(), [
    'error merge-shapes-differ',
    'error merge-tensor-missing',
    'warning merge-shapes-differ',
  ]);
  putModel(files, 'broken', {
    shapes,
    tensors: { [Q]: { dtype: 'F32', shape: [24, 24], data: new Float32Array(576).fill(NaN) } },
  });
  await assert.rejects(extract(files, { model: './broken' }), (thrown) => {
    assert.ok(thrown instanceof ModelsmithError);
    assert.equal(thrown.problems[0].code, 'merge-not-finite');
    assert.equal(thrown.problems[0].where.tensor, Q);
    return true;
  });
});

test('keys of one action are none of the other, and the starter is a whole experiment', () => {
  const codes = (text: string): readonly string[] =>
    parseExperiment(text, '/project/x.experiment.yaml').problems.map(({ code, where }) => `${code} ${where.key ?? ''}`);
  const extraction = 'kind: merge\naction: extract-lora\nbase_model: ./a\nmodel: ./b\n';
  assert.deepEqual(codes(extraction), []);
  assert.deepEqual(codes(`${extraction}models: [{ model: ./c }]\n`), ['key-unknown models']);
  assert.deepEqual(
    codes('kind: merge\nmerge_method: linear\nrank: 3\nmodels: [{ model: ./c, parameters: { weight: 1 } }]\n'),
    ['key-unknown rank'],
  );
  assert.ok(codes(`${extraction}rank: 0\nembeddings: burn\n`).length === 2);
  const starter = merge.starters.find(({ name }) => name === 'extract-lora');
  assert.ok(starter !== undefined);
  const parsed = parseExperiment(starterText(merge, starter, 'adapter'), '/project/x.experiment.yaml');
  assert.deepEqual(parsed.problems, []);
  assert.equal(parsed.experiment?.action, 'extract-lora');
});
