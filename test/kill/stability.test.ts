// A comparison of optimizers that is killed at any moment does no training twice and comes to the same scores.
import { test } from 'node:test';
import { prepareKillRange, removeKillRange } from './kill-range.js';
import { attackOnChild, survives } from './survive.js';

/** Many short trainings: a snapshot comes after each. */
const comparison = [
  'kind: stability',
  'name: killed',
  'tasks:',
  '  - name: small',
  '    network: { type: mlp, hidden: [16] }',
  '    data: { train: { format: glyphs, size: 8, examples: 300 }, validation: 0.2, test: 0.2 }',
  '    steps: 60',
  '    batch_size: 32',
  'optimizers: [{ name: adamg }, { name: prodigy }, { name: adam }]',
  'learning_rates: [0.001, 0.01]',
  'seeds: [1, 2]',
  'resources: { backend: wasm }',
];

test('a killed comparison is interrupted and resumes to the same scores', async () => {
  const range = await prepareKillRange(comparison);
  try {
    await survives(range, attackOnChild(range, 'SIGKILL'), { name: 'stability', onceAfterSnapshot: true });
  } finally {
    await removeKillRange(range);
  }
});
