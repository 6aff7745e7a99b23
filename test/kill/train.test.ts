// A training that is killed at any moment resumes to the bytes of one that nobody killed, in either stage of a transfer.
// `KILLS=20 node scripts/test-node.mjs kill/train.test.ts` for more kills; `KILL_SEED=2` for other moments.
import { test } from 'node:test';
import { prepareKillRange, removeKillRange } from './kill-range.js';
import { attackOnChild, survives } from './survive.js';

/** Long enough for several snapshots on any machine: each step shows a spiking network many images. */
const training = [
  'kind: train',
  'name: killed',
  'network: { type: sew-resnet, blocks: [1], width: 8, time_steps: 4 }',
  'data: { train: { format: glyphs, examples: 400 }, augment: { crop: 1, flip: 0.5 } }',
  'source: { data: { train: { format: glyphs, examples: 400, seed: 3 }, test: 0 }, epochs: 6 }',
  'optimizer: { name: prodigy }',
  'batch_size: 16',
  'epochs: 6',
  'report_every: 2',
  'checkpoints: { keep: 2 }',
  'resources: { backend: wasm }',
];

test('a killed training is interrupted and resumes to the same bytes', async () => {
  const range = await prepareKillRange(training);
  try {
    await survives(range, attackOnChild(range, 'SIGKILL'), { name: 'train', onceAfterSnapshot: true });
  } finally {
    await removeKillRange(range);
  }
});
