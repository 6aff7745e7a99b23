// The extraction of an adapter that is killed between any two modules resumes to the bytes of one that nobody killed.
import { test } from 'node:test';
import { prepareKillRange, removeKillRange } from './kill-range.js';
import { attackOnChild, survives } from './survive.js';

const extraction = [
  'kind: merge',
  'name: killed',
  'action: extract-lora',
  'base_model: ./base',
  'model: ./math',
  'rank: 8',
];

test('a killed extraction of an adapter is interrupted and resumes to the same bytes', async () => {
  const range = await prepareKillRange(extraction);
  try {
    await survives(range, attackOnChild(range, 'SIGKILL'), { name: 'extract-lora', onceAfterSnapshot: true });
  } finally {
    await removeKillRange(range);
  }
});
