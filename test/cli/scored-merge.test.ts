import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { writeModels } from '../fakes/write-models.js';
import { BuiltCli } from './built-cli.js';

/** Scores a model by the first number of its weights; the base fails. */
const SCORE = `const fs = require('node:fs'), path = require('node:path');
const model = process.argv[2];
if (path.basename(model) === 'base') process.exit(1);
const bytes = fs.readFileSync(path.join(model, 'model.safetensors'));
console.log(JSON.stringify({ accuracy: Math.abs(bytes.readFloatLE(8 + Number(bytes.readBigUInt64LE(0)))) }));`;

test('a scan from the terminal: a line a candidate, a table with the chosen one, nothing scored twice', async () => {
  const folder = await temporaryFolder();
  const cli = await BuiltCli.build(path.join(folder, 'program'));
  const work = path.join(folder, 'work');
  writeModels(work, ['base', 'a', 'b'], { layers: 2, width: 8 });
  fs.writeFileSync(path.join(work, 'score.cjs'), SCORE);
  fs.writeFileSync(
    path.join(work, 'scan.experiment.yaml'),
    JSON.stringify({
      kind: 'merge',
      name: 'scan',
      base_model: './base',
      models: [
        { model: './a', parameters: { weight: 1 } },
        { model: './b', parameters: { weight: 1 } },
      ],
      merge_method: 'task_arithmetic',
      search: { 'parameters.lambda': [0, 1, 2] },
      evaluate: { type: 'command', command: [process.execPath, 'score.cjs', '{model}'] },
    }),
  );
  const first = await cli.run(work, ['run', 'scan.experiment.yaml']);
  assert.equal(first.code, 0, first.err);
  const told = `${first.out}${first.err}`;
  assert.match(told, /^base \.\/base: failed \(/m);
  assert.match(told, /^trial lambda 2: [\d.]+ \(/m);
  const again = await cli.run(work, ['run', 'scan.experiment.yaml']);
  assert.match(`${again.out}${again.err}`, /^trial lambda 2: [\d.]+ \(.*remembered\)/m);

  const { runs } = (await cli.json(work, ['list'])) as { readonly runs: readonly { readonly id: string }[] };
  const id = runs[0]?.id ?? '';
  const table = (await cli.run(work, ['show', id])).out.split('\n');
  assert.equal(table.filter((line) => line.includes('chosen')).length, 1);
  const shown = (await cli.json(work, ['show', id])) as {
    readonly candidates: readonly { readonly role: string; readonly score?: number; readonly isRemembered: boolean }[];
    readonly chosen: number;
  };
  const trials = shown.candidates.filter(({ role }) => role === 'trial');
  assert.equal(shown.candidates.length, 8);
  assert.ok(shown.candidates.slice(1).every(({ isRemembered }) => isRemembered));
  assert.equal(shown.candidates[shown.chosen]?.score, Math.max(...trials.map(({ score = 0 }) => score)));
});
