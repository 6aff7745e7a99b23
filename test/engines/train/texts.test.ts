import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import { projectRoot } from '../../rig/project-root.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { curve, figure, PROJECT, projectOf, trained, trainSpec } from './train-runs.js';

const tokenizer = readFileSync(path.join(projectRoot, 'test/fixtures/tokenizers/byte-level/tokenizer.json'));
const words = ['red', 'blue', 'green', 'pink'];
/** Whether a colour stands twice; what follows is the colour again. */
const rows = Array.from({ length: 120 }, (_, i) => {
  const one = words[i % 4] ?? '';
  const isGood = i % 3 === 0;
  return { text: `${isGood ? 'yes' : 'no'} ${one}`, answer: one, label: isGood ? 'good' : 'bad' };
});

function project(): MemoryFiles {
  return projectOf({
    'texts.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
    'words/tokenizer.json': tokenizer,
  });
}

const small = { hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 16 };
const table = { format: 'jsonl', file: './texts.jsonl' };
const common = { tokenizer: './words', optimizer: { name: 'adamw', lr: 0.01 }, batch_size: 16 };

for (const backend of testedBackends()) {
  describe(`texts are learnt on ${backend}`, () => {
    for (const type of ['bert', 'roberta'] as const) {
      test(`their classes, by ${type}; a fine-tuning goes on from there, with other classes, too`, async () => {
        await useTestedBackend(backend);
        const files = project();
        const data = { train: { ...table, text: ['text'], label: 'label' }, find_duplicates: false, max_tokens: 16 };
        const output = { path: `${PROJECT}/model`, overwrite: false };
        const first = await trained(trainSpec({ ...common, network: { type, ...small }, data, epochs: 10 }), files, {
          output,
        });
        assert.ok(figure(first.result, 'test-accuracy') > 0.9, String(figure(first.result, 'test-accuracy')));
        const still = { model: './model', optimizer: { name: 'sgd', lr: 1e-9 }, steps: 1, batch_size: 16 };
        const again = await trained(trainSpec({ ...still, data }), files);
        assert.equal(figure(again.result, 'test-accuracy'), figure(first.result, 'test-accuracy'));
        const others = { ...data, train: { ...table, text: ['text'], label: 'answer' } };
        await trained(trainSpec({ ...still, data: others, fresh_head: true }), files);
        const config = JSON.parse(files.textOf(`${PROJECT}/artifacts/model/config.json`)) as {
          readonly id2label: Readonly<Record<string, string>>;
          readonly label2id: Readonly<Record<string, number>>;
        };
        assert.deepEqual(Object.values(config.id2label).sort(), [...words].sort());
        assert.deepEqual(Object.keys(config.label2id).sort(), [...words].sort());
      });
    }

    for (const type of ['llama', 'qwen2', 'gpt2'] as const) {
      test(`how they go on, by ${type}`, async () => {
        await useTestedBackend(backend);
        const network = type === 'gpt2' ? { type, n_embd: 16, n_layer: 1, n_head: 2 } : { type, ...small };
        const data = { train: { ...table, text: ['text'] }, find_duplicates: false, max_tokens: 16 };
        const { run, result } = await trained(trainSpec({ ...common, network, data, epochs: 12 }), project());
        const losses = curve(run.events, 'validation/loss');
        assert.ok((losses.at(-1) ?? 9) < 0.4 * (losses[0] ?? 0), losses.map((loss) => loss.toFixed(2)).join(' '));
        assert.ok(
          Math.abs(Math.log(curve(run.events, 'test/perplexity')[0] ?? 0) - figure(result, 'test-loss')) < 1e-6,
        );
      });
    }

    test('what to make of them, by t5', async () => {
      await useTestedBackend(backend);
      const network = { type: 't5', d_model: 16, d_kv: 8, d_ff: 16, num_layers: 1, num_heads: 2 };
      const data = { train: { ...table, text: ['text', 'answer'] }, find_duplicates: false, max_tokens: 16 };
      const { run } = await trained(trainSpec({ ...common, network, data, epochs: 15 }), project());
      const losses = curve(run.events, 'validation/loss');
      assert.ok((losses.at(-1) ?? 9) < 0.4 * (losses[0] ?? 0), losses.map((loss) => loss.toFixed(2)).join(' '));
    });
  });
}
