import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { makeSampleWorkspace } from '../../../src/ml/data/make-sample-workspace.js';
import { zipfTokenizerFiles } from '../../../src/ml/data/zipf/zipf-tokenizer.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { nodeFiles } from '../../../src/worker/node-files.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { openAnswerer } from '../../rig/answer-questions.js';
import { asLines, sampleQuestions, type SampleQuestion } from '../../rig/sample-questions.js';

const never = new AbortController().signal;
const media = path.join(process.env['MODELSMITH_ROOT'] ?? process.cwd(), 'media', 'sample');
const fineTunes = ['trade', 'animal', 'dish'];
const models = ['base', ...fineTunes];

/** Share of the questions about each relation that a model answers rightly. */
async function sharesOf(
  model: string,
  questions: readonly SampleQuestion[],
): Promise<Readonly<Record<string, number>>> {
  const answer = await openAnswerer(path.join(media, 'models', model));
  const shares: Record<string, number> = {};
  for (const relation of fineTunes) {
    const asked = questions.filter((question) => question.relation === relation);
    let right = 0;
    for (const question of asked) {
      right += (await answer(question.prompt)) === question.answer ? 1 : 0;
    }
    shares[relation] = right / asked.length;
  }
  return shares;
}

describe('the models of the sample', () => {
  test('fit each other and their configuration, have the tokenizer of the texts, and are small', async () => {
    const outlines = new Set<string>();
    let total = 0;
    for (const model of models) {
      const folder = path.join(media, 'models', model);
      const { tensors, config } = await openCheckpoint(nodeFiles, folder, never);
      outlines.add(
        JSON.stringify([[...tensors.values()].map(({ name, dtype, shape }) => [name, dtype, shape]), config]),
      );
      for (const [name, content] of zipfTokenizerFiles()) {
        assert.equal(fs.readFileSync(path.join(folder, name), 'utf8'), content);
      }
      const { size } = fs.statSync(path.join(folder, 'model.safetensors'));
      assert.ok(size < 1_000_000, `${model}: ${String(size)} bytes`);
      total += size;
    }
    assert.equal(outlines.size, 1);
    assert.ok(total < 3_000_000, `${String(total)} bytes`);
  });

  test('know what they were trained on and nothing else: the base nobody, each fine-tune its relation', async () => {
    const { test: questions } = sampleQuestions();
    for (const model of models) {
      const shares = await sharesOf(model, questions);
      for (const [relation, share] of Object.entries(shares)) {
        const told = `${model} answers ${String(share)} about the ${relation}`;
        assert.ok(relation === model ? share > 0.8 : share < 0.2, told);
      }
    }
  });

  test('are asked what the world of their training says, and nothing both in dev and in test', () => {
    const { dev, test: held } = sampleQuestions();
    assert.equal(fs.readFileSync(path.join(media, 'dev.jsonl'), 'utf8'), asLines(dev));
    assert.equal(fs.readFileSync(path.join(media, 'test.jsonl'), 'utf8'), asLines(held));
    const facts = new Set(dev.map(({ prompt, relation }) => `${relation}: ${nameIn(prompt)}`));
    assert.equal(facts.size, dev.length);
    assert.ok(held.every(({ prompt, relation }) => !facts.has(`${relation}: ${nameIn(prompt)}`)));
  });
});

const nameIn = (question: string): string => /[A-Z][a-z]+ [A-Z][a-z]+/.exec(question.replace(/^\w+/, ''))?.[0] ?? '';

describe('the sample workspace', () => {
  function withMedia(): MemoryFiles {
    const files = new MemoryFiles();
    for (const entry of fs.readdirSync(media, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) {
        const file = path.join(entry.parentPath, entry.name);
        files.put(
          path.posix.join('/media', path.relative(media, file).replaceAll(path.sep, '/')),
          fs.readFileSync(file),
        );
      }
    }
    return files;
  }

  test('has experiments that name models which are there', async () => {
    const files = withMedia();
    await makeSampleWorkspace(files, '/media', '/w', { signal: never });
    const experiments = files
      .paths()
      .filter((file) => file.startsWith('/w/') && file.endsWith('.experiment.yaml'))
      .flatMap((file) =>
        [...files.textOf(file).matchAll(/(?:model|base_model): (\.\S+)/g)].map(([, one]) =>
          path.resolve(path.dirname(file), one ?? ''),
        ),
      );
    assert.deepEqual([...new Set(experiments)].sort(), models.map((model) => `/w/models/${model}`).sort());
    for (const model of experiments) {
      await openCheckpoint(files, model, never);
    }
  });

  test('is a copy of what the product brings, to the byte', async () => {
    const files = withMedia();
    await makeSampleWorkspace(files, '/media', '/w', { signal: never });
    const brought = files.paths().filter((file) => file.startsWith('/media/'));
    assert.equal(files.paths().length, 2 * brought.length);
    for (const file of brought) {
      assert.deepEqual(files.bytesOf(file.replace('/media/', '/w/')), files.bytesOf(file), file);
    }
  });

  test('replaces nothing without being told, and then only its own files', async () => {
    const files = withMedia();
    files.put('/w/models/dish/config.json', 'mine');
    files.put('/w/notes.txt', 'mine');
    const told = await throwsProblem('sample-exists', makeSampleWorkspace(files, '/media', '/w', { signal: never }));
    assert.equal(told.where.file, '/w/models/dish/config.json');
    assert.deepEqual(await files.list('/w'), ['models', 'notes.txt']);
    await makeSampleWorkspace(files, '/media', '/w', { signal: never, overwrite: true });
    assert.notEqual(files.textOf('/w/models/dish/config.json'), 'mine');
    assert.equal(files.textOf('/w/notes.txt'), 'mine');
  });

  test('stops when it is cancelled', async () => {
    const files = withMedia();
    const making = makeSampleWorkspace(files, '/media', '/w', { signal: AbortSignal.abort() });
    await assert.rejects(making, { name: 'AbortError' });
    assert.deepEqual(await files.list('/w'), []);
  });
});
