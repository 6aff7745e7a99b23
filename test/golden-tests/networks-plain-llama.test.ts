// Networks in Llama's layout computed without a library, token by token with kept keys and values, against torch.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { openPlainLlama } from '../../src/ml/language-models/open-plain-llama.js';
import { checkpointSource } from '../../src/ml/networks/tensor-source.js';
import { openCheckpoint } from '../../src/ml/tensors/checkpoint.js';
import { nodeFiles } from '../../src/worker/node-files.js';
import { goldenFolder } from './golden-folder.js';

interface GoldenCase {
  readonly id: string;
  readonly folder: string;
  readonly case: string;
  readonly atol: number;
  readonly rtol: number;
}

const signal = new AbortController().signal;
const { folder, skip } = goldenFolder('networks');
const cases = skip === false ? readCases() : [];

if (skip !== false) {
  test('plain Llama', { skip }, () => undefined);
}
for (const golden of cases) {
  test(`plain Llama: ${golden.id}`, () => checkCase(golden));
}

function readCases(): readonly GoldenCase[] {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as {
    readonly cases: readonly GoldenCase[];
  };
  return manifest.cases.filter((golden) => {
    const config = JSON.parse(readFileSync(path.join(folder, golden.folder, 'config.json'), 'utf8')) as {
      readonly model_type: string;
    };
    return config.model_type === 'llama' || config.model_type === 'qwen2';
  });
}

async function checkCase(golden: GoldenCase): Promise<void> {
  const model = await openPlainLlama(nodeFiles, path.join(folder, golden.folder), signal);
  const checkpoint = await openCheckpoint(nodeFiles, path.join(folder, golden.folder, golden.case), signal);
  const source = checkpointSource(nodeFiles, checkpoint);
  const read = async (name: string) => source.read(checkpoint.tensors.get(name) ?? assert.fail(name));
  const [ids, mask, logits] = [await read('input_ids'), await read('attention_mask'), await read('logits')];
  const [batch = 0, tokens = 0, vocabulary = 0] = checkpoint.tensors.get('logits')?.shape ?? [];
  assert.equal(vocabulary, model.vocabularySize);
  for (let row = 0; row < batch; row++) {
    // Rotated positions count by their differences alone, so that padding on the left changes nothing either.
    const places = Array.from({ length: tokens }, (_, t) => row * tokens + t).filter((place) => mask[place] === 1);
    const text = places.map((place) => ids[place] ?? 0);
    const session = await model.begin(text.slice(0, 1), signal);
    for (const [t, place] of places.entries()) {
      if (t > 0) {
        await session.push(text[t] ?? 0);
      }
      const expected = logits.subarray(place * vocabulary, (place + 1) * vocabulary);
      for (const [i, value] of expected.entries()) {
        const found = session.logits[i] ?? Number.NaN;
        const isClose = Math.abs(found - value) <= golden.atol + golden.rtol * Math.abs(value);
        assert.ok(isClose, `row ${row}, token ${t}, logit ${i} is ${found}, expected ${value}`);
      }
    }
  }
}
