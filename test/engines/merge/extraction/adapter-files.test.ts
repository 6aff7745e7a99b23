import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputFile } from '../../../../src/base/ports.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { llamaConfig, planContext, putModel } from '../sample-models.js';
import { asExtraction, engine, extract, output, putPair, Q, shapes, specOf, tuned } from './extractions.js';

test('the plan knows the size of what is written to the byte, and the most where that depends on the values', async () => {
  const withoutHead = Object.fromEntries(Object.entries(shapes).filter(([name]) => name !== 'lm_head.weight'));
  const models = [
    { shapes, config: llamaConfig() },
    // PEFT wants the head of tied embeddings in the adapter, too.
    { shapes: withoutHead, config: llamaConfig({ tie_word_embeddings: true }) },
  ];
  for (const model of models) {
    const files = new MemoryFiles();
    putModel(files, 'base', model);
    putModel(files, 'tuned', model);
    const weights = '/project/adapter/adapter_model.safetensors';
    for (const keys of [{ rank: 3 }, { rank: 40, dtype: 'bfloat16' }, { rank: 2, embeddings: 'lora' }]) {
      const { estimate } = await engine.plan(specOf(keys), asExtraction(planContext(files)));
      await extract(files, keys);
      assert.equal(estimate.writeBytes, files.bytesOf(weights).length, JSON.stringify(keys));
      await files.remove('/project/adapter');
    }
    const some = { rank: 8, energy: 0.5 };
    const { estimate } = await engine.plan(specOf(some), asExtraction(planContext(files)));
    await extract(files, some);
    assert.ok(estimate.writeBytes > files.bytesOf(weights).length);
  }
});

test('the card of an adapter names the files of either model, and the commit of one from a hub', async () => {
  const files = new MemoryFiles();
  putPair(files, tuned(shapes, { [Q]: 2 }));
  const file = (model: string, digest: string, origin?: InputFile['origin']): InputFile => ({
    path: `/project/${model}/model.safetensors`,
    bytes: 1,
    modifiedMs: 1,
    digest,
    digestKind: 'sampled',
    ...(origin === undefined ? {} : { origin }),
  });
  const commit = 'c0ffee'.padEnd(40, '0');
  const inputs = [file('base', 'abc', { repo: 'someone/base', commit }), file('tuned', 'def')];
  const run = new FakeRun({ files, folder: '/project', output, inputs });
  await engine.run(specOf({ rank: 2 }), asExtraction(run.attempt()));
  const rows = files
    .textOf('/project/adapter/README.md')
    .split('\n')
    .filter((line) => /safetensors|someone/.test(line));
  assert.deepEqual(rows, [
    '| `./base` | `model.safetensors` | sampled `abc` |',
    '| `./tuned` | `model.safetensors` | sampled `def` |',
    `| \`someone/base\` | \`${commit}\` |`,
  ]);
});

test('a disk that fills up, and a shard that is written to while it is read, leave nothing at the final name', async () => {
  const changes = tuned(shapes, { [Q]: 2, 'model.layers.1.mlp.up_proj.weight': 2 });
  const undisturbed = new MemoryFiles();
  putPair(undisturbed, changes);
  await extract(undisturbed, { rank: 2 });
  const weights = '/project/adapter/adapter_model.safetensors';

  const files = new MemoryFiles();
  putPair(files, changes);
  const run = new FakeRun({ files, folder: '/project', output });
  run.onEvent = ({ type }) => {
    if (type === 'merge/module') {
      run.onEvent = undefined;
      files.limitFreeBytes(30);
    }
  };
  await throwsProblem('disk-full', engine.run(specOf({ rank: 2 }), asExtraction(run.attempt())));
  assert.ok(!files.paths().some((file) => file.startsWith('/project/adapter/')));
  files.limitFreeBytes(1e9);
  await engine.run(specOf({ rank: 2 }), asExtraction(run.attempt()));
  assert.ok(run.events.filter(({ type }) => type === 'merge/module').length > 1);
  assert.deepEqual(files.bytesOf(weights), undisturbed.bytesOf(weights));

  await files.remove('/project/adapter');
  const again = new FakeRun({ files, folder: '/project', output });
  const shard = '/project/tuned/model.safetensors';
  again.onEvent = ({ type }) => {
    if (type === 'merge/module') {
      again.onEvent = undefined;
      files.put(shard, Uint8Array.from(files.bytesOf(shard)));
    }
  };
  const one = await throwsProblem('input-changed', engine.run(specOf({ rank: 2 }), asExtraction(again.attempt())));
  assert.deepEqual(one.arguments, { file: shard, when: 'during-run' });
  assert.ok(!files.paths().some((file) => file.startsWith('/project/adapter')));
});
