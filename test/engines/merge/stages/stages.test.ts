import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMergeEngine } from '../../../../src/engines/merge/engine.js';
import type { MergeSpec } from '../../../../src/engines/merge/spec/schema.js';
import { parseExperiment } from '../../../../src/experiments/parse.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import type { MemoryFiles } from '../../../fakes/memory-files.js';
import { folderOf, many, output, OUTPUT, outcomeOf } from '../sample-merges.js';
import { mergeSpec, planContext } from '../sample-models.js';

const engine = createMergeEngine();
const models = { base: many, a: many, b: many };
const linear = (...names: readonly string[]) => ({
  merge_method: 'linear',
  models: names.map((model, i) => ({ model, parameters: { weight: i + 1 } })),
});
const stages = [
  { name: 'half', ...linear('a', 'b'), max_shard_size: 300 },
  { name: 'quarter', ...linear('half', 'base'), dtype: 'bfloat16', max_shard_size: 300 },
];
const last = {
  merge_method: 'ties',
  base_model: 'base',
  models: ['half', 'quarter', 'a'].map((model) => ({ model })),
  parameters: { weight: 1, density: 0.5 },
  max_shard_size: 300,
};
const staged = mergeSpec({ ...last, stages });

/** The same, one after the other by hand. */
async function byHand(): Promise<MemoryFiles> {
  const files = folderOf(models);
  for (const { name, ...stage } of stages) {
    const run = new FakeRun({ files, folder: '/project', output: { path: `/project/${name}`, overwrite: false } });
    await engine.run(mergeSpec(stage), run.attempt());
  }
  await engine.run(mergeSpec(last), new FakeRun({ files, folder: '/project', output }).attempt());
  return files;
}

const weightsOf = (files: MemoryFiles) =>
  files
    .paths()
    .filter((file) => file.startsWith(`${OUTPUT}/`) && /safetensors|config/.test(file))
    .map((file) => [file, Buffer.from(files.bytesOf(file)).toString('base64')]);

test('stages give what the same merges give one after the other, and leave nothing behind', async () => {
  const files = folderOf(models);
  const run = new FakeRun({ files, folder: '/project', output, artifacts: '/run/artifacts' });
  const result = await engine.run(staged, run.attempt());
  assert.equal(result.output, OUTPUT);
  assert.deepEqual(weightsOf(files), weightsOf(await byHand()));
  assert.ok(files.paths().every((file) => !file.startsWith('/run/')));
  const tasks = run.events.filter(({ type }) => type === 'merge/tasks');
  assert.equal(tasks.length, 1, 'only the last merge is drawn');
});

test('a plan knows the results of stages before they are made', async () => {
  const plan = await engine.plan(staged, planContext(folderOf(models), { output }));
  assert.deepEqual(plan.problems, []);
  assert.deepEqual(
    plan.inputs,
    ['a', 'b', 'base'].map((name) => `/project/${name}/model.safetensors`),
  );
  const alone = await engine.plan(mergeSpec(linear('a', 'b')), planContext(folderOf(models), { output }));
  assert.ok(plan.estimate.writeBytes > 2 * alone.estimate.writeBytes);
});

test('what is wrong with a stage, or with what uses it, is told at its key', async () => {
  const spec = mergeSpec({
    ...last,
    stages: [
      { name: 'half', ...linear('a', 'missing') },
      { name: 'quarter', merge_method: 'passthrough', slices: [{ sources: [{ model: 'a', layer_range: [0, 2] }] }] },
    ],
  });
  const { problems } = await engine.plan(spec, planContext(folderOf(models)));
  assert.ok(
    problems.some(({ code, where }) => code === 'checkpoint-missing' && where.key === 'stages.0.models.1.model'),
  );
  assert.ok(problems.some(({ code, where }) => code === 'merge-tensor-missing' && where.model === 'quarter'));
});

test('a stage is not known before it', async () => {
  const spec = mergeSpec({ ...last, stages: [stages[1], stages[0]] });
  const { problems } = await engine.plan(spec, planContext(folderOf(models)));
  assert.ok(problems.some(({ code, where }) => code === 'checkpoint-missing' && where.model === 'half'));
});

test('killed after any snapshot, stages resume to the same bytes and the same log', async () => {
  const wholeFiles = folderOf(models);
  const wholeRun = new FakeRun({ files: wholeFiles, folder: '/project', output });
  await engine.run(staged, wholeRun.attempt());
  const whole = outcomeOf(wholeFiles, wholeRun);
  for (let stopAfter = 1; ; stopAfter += 2) {
    const files = folderOf(models);
    const run = new FakeRun({ files, folder: '/project', output });
    let snapshots = 0;
    run.onSnapshot = () => {
      snapshots += 1;
      if (snapshots === stopAfter) {
        throw new Error('killed');
      }
    };
    const isThrough = await engine.run(staged, run.attempt()).then(
      () => true,
      () => false,
    );
    if (isThrough) {
      assert.ok(stopAfter > 10);
      break;
    }
    run.onSnapshot = undefined;
    await engine.run(staged, run.attempt());
    assert.deepEqual(outcomeOf(files, run), whole);
  }
});

test('several documents of a mergekit file are stages; the one without a name is what they lead to', async () => {
  const text = [
    'name: half\nmerge_method: linear\nmodels:\n  - {model: a, parameters: {weight: 1}}\n  - {model: b, parameters: {weight: "2"}}\n',
    'merge_method: slerp\nbase_model: half\nmodels:\n  - model: half\n  - model: a\nparameters: {t: 0.5}\n',
  ].join('---\n');
  const { experiment, problems } = parseExperiment(text, '/project/several.yml', { output: OUTPUT });
  assert.deepEqual(problems, []);
  const files = folderOf(models);
  assert.ok(experiment !== undefined);
  await engine.run(experiment.spec as MergeSpec, new FakeRun({ files, folder: '/project', output }).attempt());
  assert.ok(files.paths().includes(`${OUTPUT}/model.safetensors`));
  const again = parseExperiment(experiment.source, '/run/experiment.yaml');
  assert.deepEqual(again.experiment?.spec, experiment.spec, 'as one document it says the same');
});
