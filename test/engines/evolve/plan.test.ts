import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planEvolution } from '../../../src/engines/evolve/plan.js';
import { snapshotFolders } from '../../../src/engines/evolve/checkpoints/snapshot-folders.js';
import type { EvolveSpec } from '../../../src/engines/evolve/spec/schema.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { planContext, putModel } from '../merge/sample-models.js';
import { evolveSpec, memberFiles, MEMBERS } from './evolve-runs.js';

async function problemsOf(spec: EvolveSpec, files: MemoryFiles): Promise<readonly string[]> {
  const { problems } = await planEvolution(spec, planContext(files));
  return problems.map(({ code, where }) => [code, where.model, where.tensor, where.key].filter(Boolean).join(' '));
}

test('a plan says how much will be scored and what it takes, and finds nothing where nothing is', async () => {
  const plan = await planEvolution(evolveSpec(), planContext(memberFiles()));
  assert.deepEqual(plan.problems, []);
  const figures = Object.fromEntries(plan.figures.map(({ name, value }) => [name, value]));
  assert.equal(figures['population'], MEMBERS.length);
  assert.equal(figures['evaluations'], MEMBERS.length * 4);
  assert.ok(plan.inputs.includes('/project/a/model.safetensors'));
});

test('members of another shape, or with other tensors, are told by model and tensor', async () => {
  const files = memberFiles();
  putModel(files, 'odd', { shapes: { 'model.embed_tokens.weight': [7, 4] } });
  const spec = evolveSpec({ individuals: { type: 'checkpoints', models: ['a', 'odd'] } });
  const told = await problemsOf(spec, files);
  assert.ok(told.includes('evolve-members-differ odd model.embed_tokens.weight individuals'));
  assert.ok(told.length >= 2 && told.length <= 5, 'a few of many');
});

test('a missing model, a pattern that matches nothing, too little disk: all before the start', async () => {
  const missing = evolveSpec({ individuals: { type: 'checkpoints', models: ['a', 'nowhere'] } });
  assert.ok((await problemsOf(missing, memberFiles())).some((one) => one.startsWith('checkpoint-missing')));
  const pattern = evolveSpec({ individuals: { type: 'checkpoints', models: ['a', 'b'], exclude: ['^nothing'] } });
  assert.deepEqual(await problemsOf(pattern, memberFiles()), ['evolve-exclude-unmatched individuals.exclude']);
  assert.ok((await problemsOf(evolveSpec({ disk: 100 }), memberFiles())).includes('evolve-disk disk'));
});

test('the base of the merge that scores a population must fit its members', async () => {
  const files = memberFiles();
  putModel(files, 'other', { shapes: { 'model.embed_tokens.weight': [9, 4] } });
  const spec = evolveSpec({
    merge: { merge_method: 'ties', base_model: 'other', parameters: { weight: 1, density: 0.5 } },
  });
  const told = await problemsOf(spec, files);
  assert.ok(told.length > 0 && told.every((one) => one.endsWith(' merge')), told.join('; '));
});

test('all models that are missing are told at once', async () => {
  const spec = evolveSpec({ individuals: { type: 'checkpoints', models: ['nowhere', 'a', 'neither'] } });
  const told = await problemsOf(spec, memberFiles());
  assert.equal(told.filter((one) => one.startsWith('checkpoint-missing')).length, 2);
});

test('more groups of layers than there are layers are refused', async () => {
  const spec = evolveSpec({
    individuals: { type: 'merges', genes: { weight: { from: 0, to: 1 } }, layer_groups: 9 },
    merge: { merge_method: 'linear', models: [{ model: 'a' }, { model: 'b' }] },
    algorithm: { name: 'cma-es' },
  });
  assert.deepEqual(await problemsOf(spec, memberFiles()), ['evolve-layers-unknown individuals.layer_groups']);
});

test('the last checkpoints of a training are found by its id or folder; its best isn’t one of them', async () => {
  const files = memberFiles();
  const run = '/project/.modelsmith/runs/20260101-000000-x-00000000';
  for (const name of ['best', 'epoch-00001', 'epoch-00002', 'epoch-00003']) {
    files.put(`${run}/artifacts/checkpoints/${name}/config.json`, '{}');
  }
  const context = { files, folder: '/project/experiments' };
  const wanted = [2, 3].map((epoch) => `${run}/artifacts/checkpoints/epoch-0000${String(epoch)}`);
  assert.deepEqual(await snapshotFolders({ run: '20260101-000000-x-00000000', last: 2 }, context), wanted);
  assert.deepEqual(await snapshotFolders({ run, last: 2 }, context), wanted);
  for (const name of ['checkpoint-500', 'checkpoint-1000', 'checkpoint-1500']) {
    files.put(`/project/trained/${name}/config.json`, '{}');
  }
  assert.deepEqual(await snapshotFolders({ run: '../trained', last: 2 }, context), [
    '/project/trained/checkpoint-1000',
    '/project/trained/checkpoint-1500',
  ]);
  await throwsProblem('evolve-snapshots-few', snapshotFolders({ run, last: 9 }, context));
  await throwsProblem('file-missing', snapshotFolders({ run: 'nowhere', last: 2 }, context));
});
