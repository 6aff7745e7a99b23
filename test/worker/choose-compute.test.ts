import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Experiment } from '../../src/experiments/experiment.js';
import { chooseCompute } from '../../src/worker/choose-compute.js';

function experimentOf(kind: string, backend: 'auto' | 'native' | 'wasm' | 'cpu', spec: unknown = {}): Experiment {
  return {
    kind,
    name: 'an experiment',
    seed: 0,
    overwrite: false,
    tags: [],
    resources: { backend, workers: 1 },
    digest: 'sampled',
    spec,
    source: '',
    file: '/x.experiment.yaml',
    folder: '/',
  };
}

describe('choose-compute', () => {
  it('says which kernels a merge computes with', async () => {
    assert.deepEqual(await chooseCompute(experimentOf('merge', 'auto')), {
      backend: 'simd',
      version: '',
      reason: 'fastest',
      detail: '',
    });
  });

  it('makes the backend ready that a training names', async () => {
    const chosen = await chooseCompute(experimentOf('train', 'wasm'));
    assert.deepEqual([chosen.backend, chosen.reason], ['wasm', 'wanted']);
  });

  it('makes a backend ready for a merge whose candidates are scored by our own networks', async () => {
    const chosen = await chooseCompute(experimentOf('merge', 'wasm', { evaluate: { type: 'dataset' } }));
    assert.equal(chosen.backend, 'wasm');
    const byProgram = await chooseCompute(experimentOf('merge', 'wasm', { evaluate: { type: 'command' } }));
    assert.equal(byProgram.backend, 'simd');
  });
});
