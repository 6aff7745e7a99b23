import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planStability } from '../../../src/engines/stability/plan.js';
import { shareMemory } from '../../../src/engines/stability/memory-share.js';
import type { Plan } from '../../../src/protocol/plan.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { comparison, small } from './comparisons.js';

async function planOf(changes: Readonly<Record<string, unknown>>, memoryBytes?: number): Promise<Plan> {
  const resources = { workers: 4, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  return planStability(comparison(changes), {
    experiment: { name: 'x', file: '/x/x.experiment.yaml', source: '', resources },
    folder: '/x',
    output: undefined,
    files: new MemoryFiles(),
    signal: new AbortController().signal,
    seed: 0,
  });
}

test('a plan says how many trainings and steps there are', async () => {
  const { figures, problems } = await planOf({});
  assert.deepEqual(problems, []);
  const figure = (name: string): unknown => figures.find((one) => one.name === name)?.value;
  assert.deepEqual([figure('tasks'), figure('trainings'), figure('steps'), figure('workers')], [1, 6, 72, 4]);
});

test('every task with a problem is told, at its key', async () => {
  const npz = { train: { format: 'npz', file: './none.npz', inputs: 'x', labels: 'y' } };
  const text = { train: { format: 'zipf-world', documents: 50 } };
  const { problems } = await planOf({
    tasks: [
      { ...small, name: 'a', data: npz },
      { ...small, name: 'b' },
      { ...small, name: 'c', data: text },
    ],
  });
  assert.deepEqual(
    problems.map(({ code, where }) => [code, where.key?.split('.').slice(0, 2).join('.')]),
    [
      ['file-missing', 'tasks.0'],
      ['train-data', 'tasks.2'],
    ],
  );
});

test('memory that is too little for one training is told, and less of it means fewer workers', async () => {
  const { problems } = await planOf({}, 100e6);
  assert.deepEqual(
    problems.map(({ code, where }) => [code, where.key]),
    [['stability-memory', 'resources.memory']],
  );
  const outline = { elements: 1e6, dataBytes: 0, stepBytes: 0 };
  const { workers, memoryBytes } = shareMemory([outline], { workers: 8, limitBytes: 600e6 });
  assert.ok(workers > 1 && workers < 8 && memoryBytes <= 600e6, `${workers} workers, ${memoryBytes} bytes`);
});
