// An evolution that is killed at any moment goes on to the same history and the same model.
import * as fs from 'node:fs/promises';
import { test } from 'node:test';
import { prepareKillRange, removeKillRange } from './kill-range.js';
import { attackOnChild, survives } from './survive.js';

/** Scores a model by some of its weights. */
const SCORE = [
  "const fs = require('node:fs');",
  "const bytes = fs.readFileSync(process.argv[1] + '/model.safetensors');",
  'let sum = 0;',
  'for (let at = bytes.length - 4096; at < bytes.length; at += 4) sum += Math.abs(bytes.readFloatLE(at) - 0.1);',
  'console.log(JSON.stringify({ accuracy: -sum }));',
].join(' ');

const evolution = [
  'kind: evolve',
  'name: killed',
  'individuals: { type: checkpoints, models: [./base, ./math, ./code], consolidate: 2 }',
  'algorithm: { name: evolver }',
  'generations: 5',
  `evaluate: { type: command, command: [node, -e, ${JSON.stringify(SCORE)}, '{model}'] }`,
];

test('a killed evolution is interrupted and resumes to the same history', async () => {
  const range = await prepareKillRange(evolution);
  const attack = attackOnChild(range, 'SIGKILL');
  try {
    await survives(
      range,
      async (moment) => {
        // What was scored before would be remembered, and there would be little to be killed in.
        await fs.rm(range.store.paths.evaluations, { recursive: true, force: true });
        return attack(moment);
      },
      { name: 'evolve', onceAfterSnapshot: true },
    );
  } finally {
    await removeKillRange(range);
  }
});
