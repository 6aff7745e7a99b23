import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { writeModels } from '../fakes/write-models.js';
import { BuiltCli } from './built-cli.js';

/** Scores a model by the first number of its weights. */
const SCORE = `const fs = require('node:fs'), path = require('node:path');
const bytes = fs.readFileSync(path.join(process.argv[2], 'model.safetensors'));
console.log(JSON.stringify({ accuracy: Math.abs(bytes.readFloatLE(8 + Number(bytes.readBigUInt64LE(0)))) }));`;

const models = ['a', 'b', 'c'];
const evaluate = { type: 'command', command: [process.execPath, 'score.cjs', '{model}'] };
const experiments: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  checkpoints: {
    individuals: { type: 'checkpoints', models: models.map((name) => `./${name}`) },
    algorithm: { name: 'evolver' },
  },
  merges: {
    individuals: { type: 'merges', genes: { weight: { from: 0, to: 1.5, start: 0.4 } } },
    merge: {
      merge_method: 'task_arithmetic',
      base_model: './base',
      models: models.map((name) => ({ model: `./${name}` })),
    },
    algorithm: { name: 'cma-es' },
  },
};

/** The bytes of every tensor of a safetensors file, by its name. */
function tensorsOf(file: Buffer): Readonly<Record<string, Buffer>> {
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<string, { data_offsets?: [number, number] }>;
  return Object.fromEntries(
    Object.entries(header).flatMap(([name, { data_offsets: offsets }]) =>
      offsets === undefined ? [] : [[name, file.subarray(start + offsets[0], start + offsets[1])]],
    ),
  );
}

interface Chosen {
  readonly type: string;
  readonly individuals: readonly number[];
}

for (const [name, experiment] of Object.entries(experiments)) {
  test(`materialise writes individuals of an evolution of ${name}: the chosen one as the run itself wrote it`, async () => {
    const folder = await temporaryFolder();
    const cli = await BuiltCli.build(path.join(folder, 'program'));
    const work = path.join(folder, 'work');
    writeModels(work, ['base', ...models], { layers: 2, width: 8 });
    fs.writeFileSync(path.join(work, 'score.cjs'), SCORE);
    const file = `${name}.experiment.yaml`;
    const content = { kind: 'evolve', name, ...experiment, generations: 3, evaluate, output: './evolved' };
    fs.writeFileSync(path.join(work, file), JSON.stringify(content));
    const { code, err } = await cli.run(work, ['run', file]);
    assert.equal(code, 0, err);

    const { runs } = (await cli.json(work, ['list'])) as { readonly runs: readonly { readonly folder: string }[] };
    const runFolder = runs[0]?.folder ?? '';
    const events = fs.readFileSync(path.join(runFolder, 'events.jsonl'), 'utf8').trim().split('\n');
    const chosen = events.map((line) => JSON.parse(line) as Chosen).find(({ type }) => type === 'evolve/chosen');
    const id = String(chosen?.individuals[0]);
    const made = await cli.run(work, ['materialise', name, id]);
    assert.equal(made.code, 0, made.err);
    const output = path.join(runFolder, 'artifacts', `individual-${id}`);
    assert.ok(made.out.includes(output), made.out);
    const bytesOf = (place: string): Buffer => fs.readFileSync(path.join(place, 'model.safetensors'));
    assert.deepEqual(bytesOf(output), bytesOf(path.join(work, 'evolved')));
    assert.ok(fs.existsSync(path.join(output, 'config.json')));

    const first = (await cli.json(work, ['materialise', name, '0', '--output', './first'])) as {
      readonly output: string;
      readonly bytes: number;
    };
    assert.equal(first.output, path.join(work, 'first'));
    assert.ok(first.bytes > 0);
    if (name === 'checkpoints') {
      assert.deepEqual(tensorsOf(bytesOf(first.output)), tensorsOf(bytesOf(path.join(work, 'a'))));
    }

    const again = await cli.run(work, ['materialise', name, '0', '--output', './first']);
    assert.equal(again.code, 2, again.err);
    assert.match(again.err, /first/);
    assert.equal((await cli.run(work, ['materialise', name, '0', '--output', './first', '--overwrite'])).code, 0);
    const unknown = await cli.run(work, ['materialise', name, '999999', '--output', './unknown']);
    assert.notEqual(unknown.code, 0);
    assert.ok(!fs.existsSync(path.join(work, 'unknown')));
    assert.notEqual((await cli.run(work, ['materialise', name, 'best'])).code, 0);

    // It is recomputed from the run's inputs, which must be what they were.
    fs.appendFileSync(path.join(work, 'b', 'model.safetensors'), 'x');
    const changed = await cli.run(work, ['materialise', name, '0', '--output', './changed']);
    assert.notEqual(changed.code, 0);
    assert.match(changed.err, /model\.safetensors/);
  });
}

test('materialise names runs of another kind as such', async () => {
  const folder = await temporaryFolder();
  const cli = await BuiltCli.build(path.join(folder, 'program'));
  const work = path.join(folder, 'work');
  writeModels(work, ['a', 'b'], { layers: 1, width: 8 });
  const merge = { kind: 'merge', name: 'm', merge_method: 'linear', models: [{ model: './a' }, { model: './b' }] };
  fs.writeFileSync(path.join(work, 'm.experiment.yaml'), JSON.stringify({ ...merge, parameters: { weight: 1 } }));
  assert.equal((await cli.run(work, ['run', 'm.experiment.yaml'])).code, 0);
  const { code, err } = await cli.run(work, ['materialise', 'm', '0']);
  assert.notEqual(code, 0);
  assert.match(err, /kind merge, which has no individuals/);
});
