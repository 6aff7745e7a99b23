// Global L1 pruning against torch's, which multiplies with a mask: exact, the sign of zeros included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { keptAfterPruning } from '../../src/ml/watermark/attacks/smallest-weights.js';
import { goldenFolder } from './golden-folder.js';
import { goldenStems, readGoldenTensors, tensorOf } from './watermark-tensors.js';

interface GoldenPruning {
  readonly prefix: string;
  readonly ratio: number;
}

const { folder, skip } = goldenFolder('watermark');

describe('pruning', { skip }, () => {
  for (const stem of skip === false ? goldenStems(folder, 'wm_prune', '.json') : []) {
    const { cases } = JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as { readonly cases: readonly GoldenPruning[] };
    for (const { prefix, ratio } of cases) {
      test(`${stem.slice(folder.length + 1)}, ratio ${ratio}`, async () => {
        const tensors = await readGoldenTensors(`${stem}.safetensors`);
        const names = [...tensors.keys()].filter((name) => tensors.has(prefix + name));
        assert.ok(names.length > 0);
        assert.equal(names.length, [...tensors.keys()].filter((name) => name.startsWith(prefix)).length);
        const values = names.map((name) => Float32Array.from(tensorOf(tensors, name).values));
        const masks = keptAfterPruning(values, ratio);
        for (const [i, name] of names.entries()) {
          const pruned = values[i]?.map((value, element) => value * (masks[i]?.[element] ?? Number.NaN));
          assert.deepEqual(pruned, Float32Array.from(tensorOf(tensors, prefix + name).values), name);
        }
      });
    }
  }
});
