// What is put together as it is read (adapters, rows of another vocabulary) is the same in a pool as in one hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeTasks } from '../../../src/engines/merge/merge-tasks.js';
import { MERGE_TASK } from '../../../src/engines/merge/merge-task.js';
import { runMerge } from '../../../src/engines/merge/run.js';
import type { MergeSpec } from '../../../src/engines/merge/spec/schema.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { safetensorsBytes } from '../../fakes/safetensors-bytes.js';
import { ShuffledTasks } from '../../fakes/shuffled-tasks.js';
import { output, outcomeOf, type Outcome } from './sample-merges.js';
import { llamaShapes, mergeSpec, putModel, valuesOf } from './sample-models.js';

const tokens: Readonly<Record<string, readonly string[]>> = {
  base: ['<s>', 'a', 'b', 'c'],
  a: ['a', '<s>', 'd'],
  b: ['<s>', 'e', 'b', 'd', 'f'],
};

function sampleFiles(): MemoryFiles {
  const files = new MemoryFiles();
  for (const [name, own] of Object.entries(tokens)) {
    putModel(files, name, { shapes: llamaShapes({ vocabulary: own.length }) });
    const vocab = Object.fromEntries(own.map((token, id) => [token, id]));
    files.put(`/project/${name}/tokenizer.json`, JSON.stringify({ added_tokens: [], model: { type: 'BPE', vocab } }));
  }
  const q = 'base_model.model.model.layers.1.self_attn.q_proj';
  const factor = (name: string, ...shape: readonly [number, number]) => ({
    dtype: 'F32',
    shape,
    data: valuesOf('adapter', name, shape[0] * shape[1]),
  });
  const factors = { [`${q}.lora_A.weight`]: factor('A', 2, 4), [`${q}.lora_B.weight`]: factor('B', 4, 2) };
  files.put('/project/adapter/adapter_model.safetensors', safetensorsBytes(new Map(Object.entries(factors))));
  files.put('/project/adapter/adapter_config.json', JSON.stringify({ peft_type: 'LORA', lora_alpha: 3, r: 2 }));
  return files;
}

async function merged(spec: MergeSpec, isPooled: boolean): Promise<Outcome> {
  const files = sampleFiles();
  const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
  const run = new FakeRun({ files, folder: '/project', output, ports: { tasks } });
  await runMerge(spec, run.attempt(), isPooled ? { poolElements: 0 } : {});
  return outcomeOf(files, run);
}

for (const method of ['ties', 'pcb', 'linear']) {
  test(`${method}: adapters and a united vocabulary`, async () => {
    const spec = mergeSpec({
      merge_method: method,
      base_model: 'base',
      models: [{ model: 'a+adapter' }, { model: 'b' }],
      parameters: method === 'pcb' ? { ratio: 0.5 } : { weight: 1 },
      tokenizer: { source: 'union', pad_to_multiple_of: 4 },
      max_shard_size: 200,
    });
    assert.deepEqual(await merged(spec, true), await merged(spec, false));
  });
}
