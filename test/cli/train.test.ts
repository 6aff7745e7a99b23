import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { BuiltCli } from './built-cli.js';

const experiment = {
  kind: 'train',
  name: 'glyphs',
  network: { type: 'mlp', hidden: [8] },
  data: { train: { format: 'glyphs', examples: 120 } },
  optimizer: { name: 'adam' },
  batch_size: 16,
  epochs: 2,
  resources: { backend: 'wasm' },
  output: './glyphs',
};

test('a training from the terminal: a line a report, the same figures with --json, and a measurement of its result', async () => {
  const folder = await temporaryFolder();
  const cli = await BuiltCli.build(path.join(folder, 'program'));
  const work = path.join(folder, 'work');
  fs.mkdirSync(work);
  const write = (name: string, content: Readonly<Record<string, unknown>>): string => {
    fs.writeFileSync(path.join(work, `${name}.experiment.yaml`), JSON.stringify(content));
    return `${name}.experiment.yaml`;
  };
  const first = await cli.run(work, ['run', write('glyphs', experiment)]);
  assert.equal(first.code, 0, first.err);
  const told = `${first.out}${first.err}`;
  assert.match(told, /^ {2}step 10 of 12 {2}loss [\d.]{1,6} {2}accuracy [\d.]{1,6}$/m);
  assert.match(
    told,
    /^ {2}step 12 {2}validation\/accuracy [\d.]+ {2}validation\/f1 [\d.]+ {2}validation\/loss [\d.]+$/m,
  );
  assert.doesNotMatch(told, /gradient-norm|effective-step/);
  assert.match(told, /^ +test accuracy +[\d.]+$/m);
  assert.ok(fs.existsSync(path.join(work, 'glyphs', 'model.safetensors')));

  const statistics = { kind: 'train', action: 'statistics', model: './glyphs', data: experiment.data, examples: 30 };
  const measured = await cli.run(work, ['run', write('statistics', { ...statistics, output: './statistics' })]);
  assert.equal(measured.code, 0, measured.err);
  assert.ok(fs.existsSync(path.join(work, 'statistics', 'statistics.safetensors')));

  const json = await cli.run(work, ['run', write('json', { ...experiment, output: './other' }), '--json']);
  assert.equal(json.code, 0, json.err);
  assert.match(json.out, /"name":"gradient-norm"/);

  const wild = { ...experiment, optimizer: { name: 'sgd', lr: 1e30 }, network: { type: 'mlp', hidden: [8, 8] } };
  const diverged = await cli.run(work, ['run', write('wild', { ...wild, output: './wild' })]);
  assert.equal(diverged.code, 1);
  assert.match(`${diverged.out}${diverged.err}`, /diverged at step \d/);
  const { runs } = (await cli.json(work, ['list'])) as { readonly runs: readonly { readonly status: string }[] };
  assert.ok(runs.some(({ status }) => status === 'diverged'));

  const wrong = await cli.run(work, ['run', write('wrong', { ...experiment, network: { type: 'llama' } })]);
  assert.equal(wrong.code, 2);
  assert.match(`${wrong.out}${wrong.err}`, /llama reads texts/);
});
