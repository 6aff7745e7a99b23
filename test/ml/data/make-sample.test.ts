import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { makeSampleModels, sampleModels } from '../../../src/ml/data/make-sample-models.js';
import { makeSampleWorkspace } from '../../../src/ml/data/make-sample-workspace.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { decodeToFloat32 } from '../../../src/ml/tensors/dtypes.js';
import { nodeFiles } from '../../../src/worker/node-files.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const never = new AbortController().signal;
const media = path.join(process.env['MODELSMITH_ROOT'] ?? process.cwd(), 'media', 'sample');

async function makeModels(seed: number): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await makeSampleModels(files, '/s', { seed, signal: never });
  return files;
}

let firstModels: Promise<MemoryFiles> | undefined;

/** Those of seed 1, made once: no test changes them. */
function models(): Promise<MemoryFiles> {
  firstModels ??= makeModels(1);
  return firstModels;
}

/** A model's values by tensor, as float32. */
async function valuesOf(files: MemoryFiles, model: string): Promise<ReadonlyMap<string, Float32Array>> {
  const { tensors } = await openCheckpoint(files, `/s/${model}`, never);
  const values = new Map<string, Float32Array>();
  for (const { name, dtype, elements, file, position, begin, end } of tensors.values()) {
    const out = new Float32Array(elements);
    decodeToFloat32(files.bytesOf(file).slice(position, position + end - begin), dtype, out);
    values.set(name, out);
  }
  return values;
}

async function taskVectors(
  files: MemoryFiles,
): Promise<readonly (readonly [string, ReadonlyMap<string, Float32Array>])[]> {
  const base = await valuesOf(files, 'base');
  return Promise.all(
    sampleModels.slice(1).map(async (model) => {
      const tuned = await valuesOf(files, model);
      const deltas = [...tuned].map(([name, values]): [string, Float32Array] => [
        name,
        values.map((value, i) => value - (base.get(name)?.[i] ?? Number.NaN)),
      ]);
      return [model, new Map(deltas)] as const;
    }),
  );
}

const meanMagnitude = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

describe('the sample models', () => {
  test('are the same for the same seed, and others for another', async () => {
    const [one, same, other] = [await models(), await makeModels(1), await makeModels(2)];
    for (const file of one.paths()) {
      assert.deepEqual(one.bytesOf(file), same.bytesOf(file), file);
    }
    const weights = '/s/math/model.safetensors';
    assert.notDeepEqual(one.bytesOf(weights), other.bytesOf(weights));
  });

  test('fit each other and their configuration, and take less than a megabyte', async () => {
    const files = await models();
    const listings = await Promise.all(sampleModels.map((model) => openCheckpoint(files, `/s/${model}`, never)));
    const outline = (one: (typeof listings)[number] | undefined): unknown =>
      [...(one?.tensors.values() ?? [])].map(({ name, dtype, shape }) => [name, dtype, shape]);
    for (const listing of listings) {
      assert.deepEqual(outline(listing), outline(listings[0]));
    }
    const config = listings[0]?.config as Readonly<Record<string, number>>;
    assert.deepEqual(listings[0]?.tensors.get('model.embed_tokens.weight')?.shape, [
      config['vocab_size'],
      config['hidden_size'],
    ]);
    const bytes = files.paths().reduce((sum, file) => sum + files.bytesOf(file).length, 0);
    assert.ok(bytes > 300_000 && bytes < 1_000_000, `${String(bytes)} bytes`);
  });

  test('have task vectors that are sparse, overlap, and pull in opposite directions', async () => {
    const vectors = await taskVectors(await models());
    for (const [one, a] of vectors) {
      for (const [other, b] of vectors) {
        if (one >= other) {
          continue;
        }
        let both = 0;
        let opposed = 0;
        let elements = 0;
        for (const [name, values] of a) {
          const others = b.get(name) ?? new Float32Array(0);
          const [bigA, bigB] = [meanMagnitude(values), meanMagnitude(others)];
          elements += values.length;
          values.forEach((value, i) => {
            const against = others[i] ?? 0;
            if (Math.abs(value) > bigA && Math.abs(against) > bigB) {
              both++;
              opposed += value * against < 0 ? 1 : 0;
            }
          });
        }
        const [overlap, conflict] = [both / elements, opposed / both];
        assert.ok(overlap > 0.03 && overlap < 0.3, `${one}, ${other}: ${String(overlap)} changed by both`);
        assert.ok(conflict > 0.25 && conflict < 0.75, `${one}, ${other}: ${String(conflict)} of these opposed`);
      }
    }
  });

  test('are dominated by another task from part to part', async () => {
    const vectors = await taskVectors(await models());
    const strongest = (tensor: string): string | undefined =>
      [...vectors].sort(
        ([, a], [, b]) =>
          meanMagnitude(b.get(tensor) ?? new Float32Array(1)) - meanMagnitude(a.get(tensor) ?? new Float32Array(1)),
      )[0]?.[0];
    assert.equal(strongest('model.embed_tokens.weight'), 'chat');
    assert.equal(strongest('model.layers.0.mlp.up_proj.weight'), 'chat');
    assert.equal(strongest('model.layers.1.self_attn.q_proj.weight'), 'code');
    assert.equal(strongest('model.layers.3.mlp.down_proj.weight'), 'math');
  });

  test('have a tokenizer whose ids are the vocabulary, and whose merges join tokens to tokens', async () => {
    const files = await models();
    const tokenizer = JSON.parse(files.textOf('/s/base/tokenizer.json')) as {
      readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly merges: readonly string[] };
    };
    const config = JSON.parse(files.textOf('/s/base/config.json')) as { readonly vocab_size: number };
    const ids = new Map(Object.entries(tokenizer.model.vocab));
    assert.deepEqual(
      [...ids.values()].sort((a, b) => a - b),
      Array.from({ length: config.vocab_size }, (_, i) => i),
    );
    for (const merge of tokenizer.model.merges) {
      const [left = '', right = '', ...rest] = merge.split(' ');
      assert.deepEqual(rest, []);
      assert.ok(ids.has(left) && ids.has(right) && ids.has(left + right), merge);
      assert.ok((ids.get(left + right) ?? 0) > Math.max(ids.get(left) ?? 0, ids.get(right) ?? 0), merge);
    }
  });
});

describe('the sample workspace', () => {
  async function withMedia(): Promise<MemoryFiles> {
    const files = new MemoryFiles();
    for (const name of await nodeFiles.list(media)) {
      files.put(`/media/${name}`, fs.readFileSync(path.join(media, name)));
    }
    return files;
  }

  test('has experiments that name models which are there', async () => {
    const files = await withMedia();
    await makeSampleWorkspace(files, '/media', '/w', { signal: never });
    const experiments = (await files.list('/w')).filter((name) => name.endsWith('.experiment.yaml'));
    assert.ok(experiments.length >= 3);
    for (const name of experiments) {
      const named = [...files.textOf(`/w/${name}`).matchAll(/(?:model|base_model): (\S+)/g)].map(
        ([, one]) => one ?? '',
      );
      assert.ok(named.length > 1, name);
      for (const model of named) {
        await openCheckpoint(files, path.join('/w', model), never);
      }
    }
  });

  test('replaces nothing without being told, and then only its own files', async () => {
    const files = await withMedia();
    files.put('/w/pcb.experiment.yaml', 'mine');
    files.put('/w/notes.txt', 'mine');
    const told = await throwsProblem('sample-exists', makeSampleWorkspace(files, '/media', '/w', { signal: never }));
    assert.equal(told.where.file, '/w/pcb.experiment.yaml');
    assert.deepEqual(await files.list('/w'), ['notes.txt', 'pcb.experiment.yaml']);
    await makeSampleWorkspace(files, '/media', '/w', { signal: never, overwrite: true });
    assert.notEqual(files.textOf('/w/pcb.experiment.yaml'), 'mine');
    assert.equal(files.textOf('/w/notes.txt'), 'mine');
  });

  test('stops when it is cancelled', async () => {
    const files = await withMedia();
    const making = makeSampleWorkspace(files, '/media', '/w', { signal: AbortSignal.abort() });
    await assert.rejects(making, { name: 'AbortError' });
    assert.deepEqual(await files.list('/w'), []);
  });
});
