// Adapters against PEFT's own merge_and_unload (float32), by the files of test/fixtures/adapters (make_adapters.py).
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { applyAdapter } from '../../../../src/engines/merge/adapters/apply-adapter.js';
import { InputFiles } from '../../../../src/engines/merge/input-files.js';
import { runMerge } from '../../../../src/engines/merge/run.js';
import { openCheckpoint, type Checkpoint } from '../../../../src/ml/tensors/checkpoint.js';
import { nodeFiles } from '../../../../src/worker/node-files.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { safetensorsBytes } from '../../../fakes/safetensors-bytes.js';
import { temporaryFolder } from '../../../fakes/temporary-folder.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { mergeSpec, putModel } from '../sample-models.js';

const signal = new AbortController().signal;
const fixtures = path.join(process.env['MODELSMITH_ROOT'] ?? process.cwd(), 'test', 'fixtures', 'adapters');
const cases = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Products are summed in another order than torch's. */
const TOLERANCE = 1e-6;

async function floatsOf(tensors: Checkpoint['tensors'], name: string): Promise<Float32Array> {
  const tensor = tensors.get(name);
  assert.ok(tensor !== undefined, name);
  const out = new Float32Array(tensor.elements);
  const inputs = new InputFiles(nodeFiles);
  await inputs.readFloats(tensor, 0, { raw: new Uint8Array(tensor.elements * 8), out });
  await inputs.close();
  return out;
}

function assertClose(found: Float32Array, expected: Float32Array, name: string): void {
  assert.equal(found.length, expected.length, name);
  for (const [i, value] of expected.entries()) {
    assert.ok(
      Math.abs((found[i] ?? Number.NaN) - value) <= TOLERANCE * Math.max(1, Math.abs(value)),
      `${name}[${String(i)}]`,
    );
  }
}

test('there are adapters to check', () => {
  assert.ok(cases.length > 5);
});

for (const name of cases) {
  const folder = path.join(fixtures, name);

  test(`${name}: every tensor is what PEFT makes of it`, async () => {
    const base = await openCheckpoint(nodeFiles, path.join(folder, 'base'), signal);
    const expected = await openCheckpoint(nodeFiles, path.join(folder, 'expected.safetensors'), signal);
    const tensors = await applyAdapter(nodeFiles, base, { folder: path.join(folder, 'adapter'), signal });
    assert.deepEqual([...tensors.keys()].sort(), [...expected.tensors.keys()].sort());
    let changed = 0;
    for (const tensor of expected.tensors.keys()) {
      const found = await floatsOf(tensors, tensor);
      assertClose(found, await floatsOf(expected.tensors, tensor), tensor);
      changed += (await floatsOf(base.tensors, tensor)).join() === found.join() ? 0 : 1;
    }
    assert.ok(changed > 0);
  });

  test(`${name}: read in pieces that end anywhere, it gives the same bits`, async () => {
    const base = await openCheckpoint(nodeFiles, path.join(folder, 'base'), signal);
    const tensors = await applyAdapter(nodeFiles, base, { folder: path.join(folder, 'adapter'), signal });
    const inputs = new InputFiles(nodeFiles);
    for (const [tensor, location] of tensors) {
      const whole = await floatsOf(tensors, tensor);
      const pieces = new Float32Array(location.elements);
      for (let start = 0, step = 1; start < location.elements; start += step, step = (step % 11) + 3) {
        const out = pieces.subarray(start, Math.min(start + step, location.elements));
        await inputs.readFloats(location, start, { raw: new Uint8Array(out.byteLength * 2), out });
      }
      assert.deepEqual(pieces, whole, tensor);
    }
    await inputs.close();
  });
}

test('a model with an adapter is a model of its own in a merge', async () => {
  const output = path.join(await temporaryFolder(), 'merged');
  const spec = mergeSpec({ merge_method: 'passthrough', models: [{ model: 'base+adapter' }] });
  const run = new FakeRun({
    files: nodeFiles,
    folder: path.join(fixtures, 'dora'),
    output: { path: output, overwrite: false },
  });
  await runMerge(spec, run.attempt());
  const merged = await openCheckpoint(nodeFiles, output, signal);
  const expected = await openCheckpoint(nodeFiles, path.join(fixtures, 'dora', 'expected.safetensors'), signal);
  for (const name of expected.tensors.keys()) {
    assertClose(await floatsOf(merged.tensors, name), await floatsOf(expected.tensors, name), name);
  }
});

const matrix = (...shape: readonly [number, number]) => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(shape[0] * shape[1]).fill(0.5),
});

/** A folder `/project/adapter` with these matrices on the sample model `/project/a`. */
async function applied(
  tensors: Readonly<Record<string, ReturnType<typeof matrix>>>,
  config: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const files = new MemoryFiles();
  putModel(files, 'a');
  files.put('/project/adapter/adapter_model.safetensors', safetensorsBytes(new Map(Object.entries(tensors))));
  files.put(
    '/project/adapter/adapter_config.json',
    JSON.stringify({ peft_type: 'LORA', lora_alpha: 2, r: 2, ...config }),
  );
  return applyAdapter(files, await openCheckpoint(files, '/project/a', signal), { folder: '/project/adapter', signal });
}

const q = 'base_model.model.model.layers.0.self_attn.q_proj';
const fitting = { [`${q}.lora_A.weight`]: matrix(2, 4), [`${q}.lora_B.weight`]: matrix(4, 2) };

test('what does not fit is told with what it was about', async () => {
  await applied(fitting);
  await throwsProblem('adapter-shape', applied({ ...fitting, [`${q}.lora_B.weight`]: matrix(5, 2) }));
  await throwsProblem('adapter-shape', applied({ ...fitting, [`${q}.lora_B.weight`]: matrix(4, 3) }));
  const alone = await throwsProblem('adapter-invalid', applied({ [`${q}.lora_A.weight`]: matrix(2, 4) }));
  assert.equal(alone.arguments.key, 'model.layers.0.self_attn.q_proj.lora_B');
  const elsewhere = q.replace('layers.0', 'layers.7');
  const other = { [`${elsewhere}.lora_A.weight`]: matrix(2, 4), [`${elsewhere}.lora_B.weight`]: matrix(4, 2) };
  assert.equal((await throwsProblem('adapter-target-missing', applied(other))).arguments.module, elsewhere.slice(17));
  await throwsProblem('adapter-target-missing', applied({ ...fitting, [`${q}.lora_C.weight`]: matrix(2, 2) }));
});

test('what is not LoRA, or changes weights in another way, is refused by name', async () => {
  const feature = async (config: object) =>
    (await throwsProblem('adapter-unsupported', applied(fitting, { ...config }))).arguments.feature;
  assert.equal(await feature({ peft_type: 'IA3' }), 'IA3');
  assert.equal(await feature({ lora_bias: true }), 'lora_bias');
  assert.equal(await feature({ layer_replication: [[0, 1]] }), 'layer_replication');
  await throwsProblem('adapter-invalid', applied(fitting, { lora_alpha: 'much' }));
  await throwsProblem('adapter-invalid', applied(fitting, { use_dora: true }));
});

test('an adapter in an old format, or that is not there, is told', async () => {
  const files = new MemoryFiles();
  putModel(files, 'a');
  const base = await openCheckpoint(files, '/project/a', signal);
  await throwsProblem('file-missing', applyAdapter(files, base, { folder: '/project/adapter', signal }));
  files.put('/project/adapter/adapter_config.json', JSON.stringify({ peft_type: 'LORA', lora_alpha: 2 }));
  await throwsProblem('checkpoint-missing', applyAdapter(files, base, { folder: '/project/adapter', signal }));
  files.put('/project/adapter/adapter_model.bin', 'PK');
  await throwsProblem('checkpoint-format', applyAdapter(files, base, { folder: '/project/adapter', signal }));
});
