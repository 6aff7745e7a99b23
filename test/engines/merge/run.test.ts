import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelsmithError } from '../../../src/base/errors.js';
import { mergeRecordSchema } from '../../../src/engines/merge/events.js';
import { planMerge } from '../../../src/engines/merge/plan.js';
import { runMerge } from '../../../src/engines/merge/run.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { folderOf, many, output, OUTPUT, outcomeOf, ties, three, wholeRun, type Outcome } from './sample-merges.js';
import { int64, mergeSpec, planContext, valuesOf } from './sample-models.js';

test('the output is a whole model folder: shards, index, configuration, tokenizer, card and experiment', async () => {
  const files = folderOf(three);
  files.put('/project/base/tokenizer.json', '{"model": {}}');
  files.put('/project/base/generation_config.json', '{}');
  files.put('/project/base/chat_template.jinja', '{{ messages }}');
  files.put('/project/base/README.md', 'of the base');
  files.put('/project/base/optimizer.pt', 'PK');
  const source = '# how it was made\nkind: merge\n';
  const inputs = [
    { path: '/project/a/model.safetensors', bytes: 1, modifiedMs: 1, digest: 'abc123', digestKind: 'sha256' as const },
  ];
  const run = new FakeRun({ files, folder: '/project', output, source, inputs, name: 'Two | tasks' });
  const result = await runMerge(ties, run.attempt());
  assert.equal(result.output, OUTPUT);
  const names = files.paths().filter((file) => file.startsWith('/out/'));
  const shards = names.filter((file) => file.endsWith('.safetensors'));
  assert.ok(shards.length > 5);
  assert.deepEqual(
    names.filter((file) => !shards.includes(file)),
    [
      'README.md',
      'chat_template.jinja',
      'config.json',
      'experiment.yaml',
      'generation_config.json',
      'model.safetensors.index.json',
      'tokenizer.json',
    ].map((name) => `${OUTPUT}/${name}`),
  );
  assert.equal(files.textOf(`${OUTPUT}/experiment.yaml`), source);
  const card = files.textOf(`${OUTPUT}/README.md`);
  for (const wanted of ['Two | tasks', 'ties', '`base`', 'abc123', '# how it was made']) {
    assert.ok(card.includes(wanted), wanted);
  }
  const merged = await openCheckpoint(files, OUTPUT, new AbortController().signal);
  assert.deepEqual([...merged.tensors.keys()].sort(), Object.keys(many.shapes).sort());
  const figures = Object.fromEntries(result.figures.map(({ name, value }) => [name, value]));
  assert.equal(figures['tensors'], merged.tensors.size);
  assert.ok(typeof figures['kept'] === 'number' && figures['kept'] > 0.3 && figures['kept'] < 0.6);
});

test('a small result is one file without an index', async () => {
  const files = folderOf(three);
  await runMerge(
    mergeSpec({ ...ties, max_shard_size: '5GB' }),
    new FakeRun({ files, folder: '/project', output }).attempt(),
  );
  assert.deepEqual(
    files.paths().filter((file) => file.startsWith('/out/') && file.includes('safetensors')),
    [`${OUTPUT}/model.safetensors`],
  );
});

test('without an output the result goes to the artifacts', async () => {
  const files = folderOf(three);
  const run = new FakeRun({ files, folder: '/project', artifacts: '/runs/1/artifacts' });
  const result = await runMerge(ties, run.attempt());
  assert.equal(result.output, '/runs/1/artifacts/model');
  assert.ok(files.paths().includes('/runs/1/artifacts/model/config.json'));
  assert.ok(run.events.some((event) => event.type === 'artifact' && event.path === result.output));
});

test('the log names the tasks, then every tensor with its balance, as the records are declared', async () => {
  const { events, dense } = await wholeRun(ties);
  const records = events.filter(({ type }) => type.startsWith('merge/')).map((event) => mergeRecordSchema.parse(event));
  const [tasks, ...tensors] = records;
  assert.ok(tasks?.type === 'merge/tasks');
  assert.deepEqual(tasks.tasks, [
    { label: 'a', model: 'a' },
    { label: 'b', model: 'b' },
  ]);
  assert.equal(tensors.length, Object.keys(many.shapes).length);
  for (const record of tensors) {
    assert.ok(record.type === 'merge/tensor' && record.tasks.length === 2);
    assert.ok(
      record.tasks.every(({ share, kept, agreement }) => [share, kept, agreement].every((one) => one >= 0 && one <= 1)),
    );
    const elements = record.shape.reduce((product, size) => product * size, 1);
    const [a, b] = record.tasks;
    assert.ok(a !== undefined && Math.abs(a.kept - Math.max(1, Math.trunc(elements * 0.5)) / elements) <= 0.5 + 1e-9);
    assert.ok(b !== undefined);
  }
  assert.equal(dense.length, 0, 'tensors of one block need no dense array');
  const progress = events.filter((event) => event.type === 'progress');
  assert.ok(progress.length > 10 && progress.length <= 200);
  assert.equal(progress.at(-1)?.done, progress.at(-1)?.total);
  assert.ok(progress.every(({ done }, i) => i === 0 || done > (progress[i - 1]?.done ?? 0)));
});

test('the blocks of a large tensor add up to the tensor', async () => {
  const shapes = { w: [300, 70] };
  const files = folderOf({ base: { shapes }, a: { shapes }, b: { shapes } });
  const run = new FakeRun({ files, folder: '/project', output });
  await runMerge(ties, run.attempt());
  const record = run.events
    .map((event) => mergeRecordSchema.safeParse(event).data)
    .find((one) => one?.type === 'merge/tensor');
  assert.ok(record?.type === 'merge/tensor' && record.blocks !== undefined);
  const { count, elements, data } = record.blocks;
  assert.equal(elements % 70, 0, 'blocks are whole rows');
  assert.equal(count, Math.ceil((300 * 70) / elements));
  assert.equal(data.length, count * 2 * 4);
  const values = (run.dense.get(data.file) ?? []).slice(data.offset / 4, data.offset / 4 + data.length);
  for (const [task, balance] of record.tasks.entries()) {
    let kept = 0;
    for (let block = 0; block < count; block++) {
      const size = Math.min(elements, 300 * 70 - block * elements);
      kept += (values[(block * 2 + task) * 4 + 1] ?? 0) * size;
    }
    assert.ok(Math.abs(kept / (300 * 70) - balance.kept) < 1e-6);
  }
});

test('the result does not depend on the memory that may be used', async () => {
  const shapes = { w: [120, 90], v: [9001] };
  const results: Outcome[] = [];
  const models = { base: { shapes }, a: { shapes }, b: { shapes } };
  const { estimate } = await planMerge(ties, planContext(folderOf(models)));
  // Three inputs and the result, each as it is on the disk and as float32: as much less as makes chunks of 4096 elements.
  const least = estimate.memoryBytes - (120 * 90 - 4096) * 4 * 8;
  for (const memoryBytes of [least, 400e6]) {
    const files = folderOf(models);
    const run = new FakeRun({ files, folder: '/project', output, memoryBytes });
    await runMerge(ties, run.attempt());
    results.push(outcomeOf(files, run));
  }
  assert.deepEqual(results[0]?.files, results[1]?.files);
  const run = new FakeRun({ files: folderOf(models), folder: '/project', output, memoryBytes: least - 1 });
  await throwsProblem('merge-memory', runMerge(ties, run.attempt()));
});

const spoiled = (values: readonly number[]) => ({ dtype: 'F32', shape: [4], data: new Float32Array(values) });

test('values that are not finite end the run with the tensors named, unless they are allowed', async () => {
  const tensors = {
    'model.norm.weight': spoiled([1, Number.NaN, 2, Number.POSITIVE_INFINITY]),
    'model.layers.0.input_layernorm.weight': spoiled([Number.NaN, Number.NaN, 0, 0]),
  };
  const files = folderOf({ base: many, a: { ...many, tensors }, b: many });
  const spec = { merge_method: 'linear', models: [{ model: 'a' }, { model: 'b' }], parameters: { weight: 0.5 } };
  const thrown: unknown = await runMerge(
    mergeSpec(spec),
    new FakeRun({ files, folder: '/project', output }).attempt(),
  ).catch((one: unknown) => one);
  assert.ok(thrown instanceof ModelsmithError);
  assert.deepEqual(
    thrown.problems.map(({ code, where, arguments: args }) => [code, where.tensor, args]),
    [
      ['merge-not-finite', 'model.layers.0.input_layernorm.weight', { nan: 2, infinite: 0 }],
      ['merge-not-finite', 'model.norm.weight', { nan: 1, infinite: 1 }],
    ],
  );
  assert.ok(files.paths().every((file) => !file.startsWith('/out/')));
  const run = new FakeRun({ files, folder: '/project', output });
  const { figures } = await runMerge(mergeSpec({ ...spec, allow_nan: true }), run.attempt());
  assert.ok(figures.some(({ name, value }) => name === 'not-finite' && value === 4));
  const counted = run.events
    .map((event) => mergeRecordSchema.safeParse(event).data)
    .filter((one) => one?.type === 'merge/tensor');
  assert.deepEqual(
    counted
      .filter(({ nan, infinite }) => nan + infinite > 0)
      .map(({ tensor, nan, infinite }) => [tensor, nan, infinite]),
    [
      ['model.layers.0.input_layernorm.weight', 2, 0],
      ['model.norm.weight', 1, 1],
    ],
  );
});

test('values too large for the format of the file count as infinite', async () => {
  const big = { 'model.norm.weight': spoiled([65519, 65520, -1e9, 1]) };
  const files = folderOf({ a: { ...many, tensors: big } });
  const spec = { merge_method: 'passthrough', models: [{ model: 'a' }], out_dtype: 'float16' };
  const one = await throwsProblem(
    'merge-not-finite',
    runMerge(mergeSpec(spec), new FakeRun({ files, folder: '/project', output }).attempt()),
  );
  assert.deepEqual(one.arguments, { nan: 0, infinite: 2 });
  const brain = await runMerge(
    mergeSpec({ ...spec, out_dtype: 'bfloat16' }),
    new FakeRun({ files, folder: '/project', output }).attempt(),
  );
  assert.equal(brain.output, OUTPUT);
});

test('integer buffers are copied where they are equal, and an error where they are not, before anything is merged', async () => {
  const same = { ...many, tensors: { position_ids: int64([0, 1, 2]) } };
  const other = { ...many, tensors: { position_ids: int64([0, 1, 3]) } };
  const files = folderOf({ base: same, a: same, b: same });
  await runMerge(ties, new FakeRun({ files, folder: '/project', output }).attempt());
  const merged = await openCheckpoint(files, OUTPUT, new AbortController().signal);
  assert.equal(merged.tensors.get('position_ids')?.dtype, 'I64');
  const run = new FakeRun({ files: folderOf({ base: same, a: same, b: other }), folder: '/project', output });
  const one = await throwsProblem('merge-buffer-differs', runMerge(ties, run.attempt()));
  assert.deepEqual([one.where.tensor, one.where.model, one.arguments.other], ['position_ids', 'b', 'base']);
  assert.ok(run.events.every(({ type }) => type !== 'merge/tensor'));
});

test('passthrough gives back the bits of its input', async () => {
  const files = folderOf({ a: many });
  const spec = { merge_method: 'passthrough', models: [{ model: 'a' }] };
  await runMerge(mergeSpec(spec), new FakeRun({ files, folder: '/project', output }).attempt());
  const merged = await openCheckpoint(files, OUTPUT, new AbortController().signal);
  for (const { name, file, position, elements } of merged.tensors.values()) {
    const bytes = files.bytesOf(file).slice(position, position + elements * 4);
    assert.deepEqual(new Float32Array(bytes.buffer), valuesOf('a', name, elements), name);
  }
});
