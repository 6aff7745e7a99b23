// Fisher averaging and RegMean through the whole engine; the methods themselves are held to references in methods/.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MERGE_TASK } from '../../../src/engines/merge/merge-task.js';
import { mergeTasks } from '../../../src/engines/merge/merge-tasks.js';
import { planMerge } from '../../../src/engines/merge/plan.js';
import { runMerge } from '../../../src/engines/merge/run.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { FakeRun } from '../../fakes/fake-run.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { type HandTensor, safetensorsBytes } from '../../fakes/safetensors-bytes.js';
import { ShuffledTasks } from '../../fakes/shuffled-tasks.js';
import { folderOf, output, OUTPUT } from './sample-merges.js';
import { mergeSpec, planContext, valuesOf } from './sample-models.js';

const shapes = { w: [3, 2], v: [4] };
const models = { a: { shapes }, b: { shapes } };

function putStatistics(files: MemoryFiles, model: string, tensors: Readonly<Record<string, HandTensor>>): void {
  files.put(`/project/${model}-statistics.safetensors`, safetensorsBytes(new Map(Object.entries(tensors))));
}

const specOf = (method: string) =>
  mergeSpec({
    merge_method: method,
    models: ['a', 'b'].map((model) => ({
      model,
      parameters: { statistics: `${model}-statistics.safetensors` },
    })),
  });

async function floatsOf(files: MemoryFiles, tensor: string): Promise<Float32Array> {
  const { tensors } = await openCheckpoint(files, OUTPUT, new AbortController().signal);
  const location = tensors.get(tensor);
  assert.ok(location !== undefined);
  return new Float32Array(
    files.bytesOf(location.file).slice(location.position, location.position + location.elements * 4).buffer,
  );
}

const square = (model: string) => valuesOf(`fisher-${model}`, 'w', 6).map((value) => value * value);

test('fisher weighs every element by its statistics, and averages tensors without any, which it names', async () => {
  const files = folderOf(models);
  for (const model of ['a', 'b']) {
    putStatistics(files, model, { 'fisher/w': { dtype: 'F32', shape: [3, 2], data: square(model) } });
  }
  const run = new FakeRun({ files, folder: '/project', output });
  await runMerge(specOf('fisher'), run.attempt());
  const [wa, wb] = [valuesOf('a', 'w', 6), valuesOf('b', 'w', 6)];
  const [fa, fb] = [square('a'), square('b')];
  for (const [i, value] of (await floatsOf(files, 'w')).entries()) {
    const [x, y] = [(fa[i] ?? 0) + 1e-10, (fb[i] ?? 0) + 1e-10];
    const expected = (x * (wa[i] ?? 0) + y * (wb[i] ?? 0)) / (x + y);
    assert.ok(Math.abs(value - expected) <= 1e-6, `${String(i)}: ${String(value)} ${String(expected)}`);
  }
  const [va, vb] = [valuesOf('a', 'v', 4), valuesOf('b', 'v', 4)];
  for (const [i, value] of (await floatsOf(files, 'v')).entries()) {
    assert.ok(Math.abs(value - ((va[i] ?? 0) + (vb[i] ?? 0)) / 2) <= 1e-6);
  }
  const named = run.events.flatMap((event) => (event.type === 'log' ? [event.problem] : []));
  assert.deepEqual(
    named.map(({ code, where }) => [code, where.tensor]),
    [['merge-statistics-missing', 'v']],
  );
});

test('regmean with equal statistics that have no off-diagonal is the plain average', async () => {
  const files = folderOf(models);
  const gram = { dtype: 'F32', shape: [2, 2], data: Float32Array.from([2, 0, 0, 3]) };
  for (const model of ['a', 'b']) {
    putStatistics(files, model, { 'gram/w': gram });
  }
  const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
  await runMerge(specOf('regmean'), new FakeRun({ files, folder: '/project', output, ports: { tasks } }).attempt());
  const [wa, wb] = [valuesOf('a', 'w', 6), valuesOf('b', 'w', 6)];
  for (const [i, value] of (await floatsOf(files, 'w')).entries()) {
    assert.ok(Math.abs(value - ((wa[i] ?? 0) + (wb[i] ?? 0)) / 2) <= 1e-5);
  }
});

test('statistics that do not fit, or are not there, are told before the start', async () => {
  const files = folderOf(models);
  putStatistics(files, 'a', { 'fisher/w': { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) } });
  putStatistics(files, 'b', { 'fisher/w': { dtype: 'F32', shape: [3, 2], data: new Float32Array(6) } });
  const wrong = (await planMerge(specOf('fisher'), planContext(files))).problems;
  assert.ok(wrong.some(({ code, where }) => code === 'merge-statistics-shape' && where.model === 'a'));
  await files.remove('/project/b-statistics.safetensors');
  const missing = (await planMerge(specOf('fisher'), planContext(files))).problems;
  assert.ok(missing.some(({ severity, where }) => severity === 'error' && where.model === 'b'));
});

test('the files of statistics are inputs like any other', async () => {
  const files = folderOf(models);
  for (const model of ['a', 'b']) {
    putStatistics(files, model, { 'fisher/w': { dtype: 'F32', shape: [3, 2], data: square(model) } });
  }
  const { inputs } = await planMerge(specOf('fisher'), planContext(files));
  assert.ok(
    inputs.includes('/project/a-statistics.safetensors') && inputs.includes('/project/b-statistics.safetensors'),
  );
});
