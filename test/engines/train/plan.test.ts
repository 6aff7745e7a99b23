import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Problem } from '../../../src/base/errors.js';
import type { ExperimentFacts } from '../../../src/base/ports.js';
import { formatProblem } from '../../../src/base/texts/format-problem.js';
import { trainEngine } from '../../../src/engines/train/engine.js';
import { train } from '../../../src/engines/train/spec.js';
import { STATISTICS } from '../../../src/engines/train/spec/statistics.js';
import type { PlanContext } from '../../../src/experiments/kind.js';
import type { Plan } from '../../../src/protocol/plan.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import { projectRoot } from '../../rig/project-root.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { glyphs, PROJECT, projectOf, trained, trainSpec } from './train-runs.js';

const contents = {
  'rows.csv': 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n2,3,x\n4,5,y\n',
  'bad.csv': 'a,b,kind\n1,2,x\n3,many,y\n',
  'one-class.csv': 'a,b,kind\n1,2,x\n3,4,x\n5,6,x\n',
  'texts.jsonl': Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({ text: `yes ${String(i)}`, kind: 'xy'[i % 2] }),
  ).join('\n'),
  'words/tokenizer.json': readFileSync(path.join(projectRoot, 'test/fixtures/tokenizers/byte-level/tokenizer.json')),
  'broken/tokenizer.json': '{ "model": ',
  'empty/notes.txt': 'nothing',
};
const table = { format: 'csv', file: './rows.csv', features: ['a', 'b'], label: 'kind' };
const texts = { format: 'jsonl', file: './texts.jsonl', text: ['text'] };
const mlp = { type: 'mlp' };
const cnn = { type: 'cnn', widths: [4] };
const llama = { type: 'llama' };

before(async () => {
  const [backend = 'wasm'] = testedBackends();
  await useTestedBackend(backend);
});

async function plan(
  keys: Readonly<Record<string, unknown>>,
  options: { readonly files?: MemoryFiles } & Partial<PlanContext> = {},
): Promise<Plan> {
  const { files = projectOf(contents), ...others } = options;
  const experiment = { name: 'a', file: `${PROJECT}/train.experiment.yaml`, source: '', resources: {} };
  const signal = new AbortController().signal;
  const context = { experiment, folder: PROJECT, output: undefined, files, signal, seed: 1, ...others };
  const { action }: ExperimentFacts = context.experiment;
  const spec = action === STATISTICS ? train.actionParts?.get(STATISTICS)?.schema.parse(keys) : trainSpec(keys);
  const before = tf.memory().numTensors;
  const found = await trainEngine.plan(spec as ReturnType<typeof trainSpec>, context);
  assert.equal(tf.memory().numTensors, before, 'a plan leaves no tensor behind');
  for (const one of found.problems) {
    assert.notEqual(formatProblem(one), '', 'every problem has its sentence');
  }
  return found;
}

const told = (problems: readonly Problem[]): readonly unknown[] => problems.map(({ code, where }) => [code, where.key]);

test('a training without problems is told with its sizes', async () => {
  const found = await plan({ network: mlp, data: glyphs({}, { examples: 1000 }), epochs: 3 });
  assert.deepEqual(found.problems, []);
  assert.deepEqual(Object.fromEntries(found.figures.map(({ name, value }) => [name, value])), {
    network: 'mlp',
    parameters: 64 * 128 + 128 + 128 * 10 + 10,
    optimizer: 'adam',
    'training-examples': 800,
    'validation-examples': 100,
    'test-examples': 100,
    classes: 10,
    steps: 75,
  });
});

test('inputs are the files of data, model and tokenizer', async () => {
  const data = { train: { ...texts, label: 'kind' } };
  const { inputs } = await plan({ network: { type: 'bert' }, data, tokenizer: './words' });
  assert.deepEqual(inputs, [`${PROJECT}/texts.jsonl`, `${PROJECT}/words/tokenizer.json`]);
});

test('classes beside texts that a language model goes on with are told as not learnt', async () => {
  const data = { train: { ...texts, label: 'kind' } };
  const { problems } = await plan({ network: llama, data, tokenizer: './words' });
  assert.deepEqual(
    problems.map(({ code, severity, where, arguments: args }) => [code, severity, where.key, args]),
    [['train-label-unused', 'warning', 'data.train', { column: 'kind', network: 'llama' }]],
  );
  assert.deepEqual((await plan({ network: { type: 'bert' }, data, tokenizer: './words' })).problems, []);
  const [part, source] = [{ train: texts }, { data, steps: 1 }];
  assert.deepEqual(told((await plan({ network: llama, data: part, source, tokenizer: './words' })).problems), [
    ['train-label-unused', 'source.data.train'],
  ]);
});

test('a network of billions of bytes is planned without claiming them', async () => {
  const network = {
    type: 'llama',
    hidden_size: 2048,
    num_hidden_layers: 12,
    num_attention_heads: 16,
    intermediate_size: 5504,
  };
  const before = process.memoryUsage();
  const { problems, estimate } = await plan({ network, data: { train: { format: 'zipf-world' } } });
  assert.deepEqual(problems, []);
  const claimed = process.memoryUsage();
  assert.ok(estimate.memoryBytes > 16e9, String(estimate.memoryBytes));
  // A twentieth of the weights: what was claimed would be all of them.
  const most = estimate.memoryBytes / 8 / 20;
  assert.ok(claimed.external - before.external < most && claimed.arrayBuffers - before.arrayBuffers < most);
});

describe('the memory that an experiment allows', () => {
  const planWith = (memoryBytes: number, batch: number): Promise<Plan> => {
    const experiment = { name: 'a', file: `${PROJECT}/train.experiment.yaml`, source: '', resources: { memoryBytes } };
    return plan({ network: { ...cnn, widths: [64, 64] }, data: glyphs(), batch_size: batch }, { experiment });
  };

  test('grows with the batch, and is refused with the batch that fits', async () => {
    const [{ estimate: small }, { estimate: large }] = [await planWith(1e15, 512), await planWith(1e15, 4096)];
    assert.ok(small.memoryBytes < large.memoryBytes);
    const { problems } = await planWith(small.memoryBytes, 4096);
    assert.deepEqual(
      problems.map(({ code, where, arguments: args }) => [code, where.key, args]),
      [
        [
          'train-memory',
          'resources.memory',
          { neededBytes: large.memoryBytes, limitBytes: small.memoryBytes, batch: 4096, fits: 512 },
        ],
      ],
    );
    assert.deepEqual((await planWith(small.memoryBytes, 512)).problems, []);
  });

  test('is refused whatever the batch where the network alone does not fit', async () => {
    const [found] = (await planWith(1e6, 32)).problems;
    assert.deepEqual(found?.code === 'train-memory' && found.arguments.fits, 0);
  });
});

/** What is wrong with an experiment, and at which key the plan says so. */
const faults: Readonly<
  Record<string, readonly [keys: Readonly<Record<string, unknown>>, code: Problem['code'], key: string]>
> = {
  'images for a language model': [{ network: llama, data: glyphs() }, 'train-data', 'network.type'],
  'texts for an image network': [
    { network: cnn, data: { train: texts }, tokenizer: './words' },
    'train-data',
    'network.type',
  ],
  'classes that nobody has named': [
    { network: { type: 'bert' }, data: { train: texts }, tokenizer: './words' },
    'train-data',
    'data.train',
  ],
  'texts without a tokenizer': [{ network: llama, data: { train: texts } }, 'train-tokenizer', 'tokenizer'],
  'a folder without a tokenizer': [
    { network: llama, data: { train: texts }, tokenizer: './empty' },
    'tokenizer-missing',
    'tokenizer',
  ],
  'one column of text for two': [
    { network: { type: 't5' }, data: { train: texts }, tokenizer: './words' },
    'train-text-columns',
    'data.train',
  ],
  'numbers that are augmented': [
    { network: mlp, data: { train: table, validation: 0, test: 0, augment: { flip: 0.5 } } },
    'train-augment',
    'data.augment',
  ],
  'texts that are augmented': [
    { network: llama, data: { train: texts, augment: { mixup: 1 } }, tokenizer: './words' },
    'train-augment',
    'data.augment',
  ],
  'a file that is missing': [
    { network: mlp, data: { train: { ...table, file: './gone.csv' } } },
    'file-missing',
    'data.train',
  ],
  'a validation file that is missing': [
    { network: mlp, data: { train: table, validation: { ...table, file: './gone.csv' }, test: 0 } },
    'file-missing',
    'data.validation',
  ],
  'a cell that is no number': [
    { network: mlp, data: { train: { ...table, file: './bad.csv' } } },
    'data-cell-invalid',
    'data.train',
  ],
  'a column that is missing': [
    { network: mlp, data: { train: { ...table, features: ['a', 'c'] } } },
    'data-column-missing',
    'data.train',
  ],
  'one class': [
    { network: mlp, data: { train: { ...table, file: './one-class.csv' } } },
    'data-classes-too-few',
    'data.train',
  ],
  'shares that leave nothing': [
    { network: mlp, data: { train: table, validation: 0.6, test: 0.5 } },
    'data-split-fractions',
    'data',
  ],
  'a part that gets no example': [
    { network: mlp, data: { train: table, validation: 0.01, test: 0 } },
    'data-split-empty',
    'data.validation',
  ],
  'a test set that is the training set': [
    { network: mlp, data: { train: table, validation: 0, test: table } },
    'data-split-overlap',
    'data.test',
  ],
  'a validation set of another shape': [
    { network: cnn, data: glyphs({ validation: { format: 'glyphs', size: 32, seed: 4 } }) },
    'data-parts-differ',
    'data.validation',
  ],
  'a source of another shape': [
    { network: cnn, data: glyphs(), source: { data: glyphs({}, { channels: 3 }) } },
    'train-transfer',
    'source.data',
  ],
  'a source whose file is missing': [
    {
      network: mlp,
      data: { train: table, validation: 0, test: 0 },
      source: { data: { train: { ...table, file: './gone.csv' } } },
    },
    'file-missing',
    'source.data.train',
  ],
  'heads that do not divide the width': [
    { network: { ...llama, hidden_size: 30 }, data: { train: { format: 'zipf-world' } } },
    'network-division',
    'network.num_attention_heads',
  ],
  'a network that nobody can train': [
    { network: { type: 'mlp', hidden: [65536, 65536] }, data: glyphs() },
    'network-too-large',
    'network',
  ],
};

describe('a plan finds', () => {
  for (const [name, [keys, code, key]] of Object.entries(faults)) {
    test(name, async () => {
      assert.deepEqual(told((await plan(keys)).problems), [[code, key]]);
    });
  }

  test('a tokenizer that is broken, and its file', async () => {
    const { problems } = await plan({ network: llama, data: { train: texts }, tokenizer: './broken' });
    assert.match(problems[0]?.code ?? '', /^tokenizer-/);
    assert.equal(problems[0]?.where.file, `${PROJECT}/broken/tokenizer.json`);
  });

  test('a model that is missing, has other images, other classes, or no configuration', async () => {
    const files = projectOf(contents);
    await trained(trainSpec({ network: mlp, data: glyphs(), steps: 1 }), files, {
      output: { path: `${PROJECT}/model`, overwrite: false },
    });
    const problems = async (keys: Readonly<Record<string, unknown>>): Promise<readonly unknown[]> =>
      told((await plan(keys, { files })).problems);
    assert.deepEqual(await problems({ model: './model', data: glyphs() }), []);
    assert.deepEqual(
      (await plan({ model: './gone', data: glyphs() }, { files })).problems.map(({ code }) => code),
      ['checkpoint-missing'],
    );
    assert.deepEqual(await problems({ model: './model', data: glyphs({}, { size: 32 }) }), [
      ['train-images', 'data.train'],
    ]);
    assert.deepEqual(await problems({ model: './model', data: glyphs({}, { classes: 100, examples: 1500 }) }), [
      ['train-classes', 'data.train'],
    ]);
    await files.remove(`${PROJECT}/model/config.json`);
    assert.deepEqual(await problems({ model: './model', data: glyphs() }), [['file-missing', 'model']]);
  });

  test('an output that exists, and a disk that is too small', async () => {
    const files = projectOf({ 'model/model.safetensors': 'x', 'model/config.json': '{}' });
    files.limitFreeBytes(1000);
    const output = { path: `${PROJECT}/model`, overwrite: false };
    const { problems } = await plan({ network: mlp, data: glyphs() }, { files, output });
    assert.deepEqual(problems.map(({ code }) => code).sort(), ['disk-space', 'output-exists']);
  });

  test('nothing of network and data in a file whose network or data are wrong already', async () => {
    const draft = { removed: [['network', 'widths']] };
    assert.deepEqual((await plan({ network: llama, data: glyphs() }, { draft })).problems, []);
    const other = { removed: [['batch_size']] };
    assert.equal((await plan({ network: llama, data: glyphs() }, { draft: other })).problems.length, 1);
  });

  test('what stands in the way of a measurement', async () => {
    const files = projectOf(contents);
    await trained(trainSpec({ network: mlp, data: glyphs(), steps: 1 }), files, {
      output: { path: `${PROJECT}/model`, overwrite: false },
    });
    const experiment = {
      name: 'a',
      file: `${PROJECT}/a.experiment.yaml`,
      source: '',
      resources: {},
      action: STATISTICS,
    };
    const found = await plan({ model: './model', data: glyphs(), examples: 50 }, { files, experiment });
    assert.deepEqual(found.problems, []);
    assert.equal(found.figures.find(({ name }) => name === 'examples')?.value, 50);
    const wrong = await plan({ model: './model', data: { train: table } }, { files, experiment });
    assert.deepEqual(told(wrong.problems), [['data-split-empty', 'data.test']]);
    const gone = await plan({ model: './gone', data: glyphs() }, { files, experiment });
    assert.deepEqual(
      gone.problems.map(({ code }) => code),
      ['checkpoint-missing'],
    );
  });
});
