import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { ModelsmithError } from '../../../src/base/errors.js';
import { RELEASE } from '../../../src/ml/compute/native/find-runtime.js';
import { useBackend } from '../../../src/ml/compute/use-backend.js';
import { runtimeFolders, testedBackends } from '../../rig/backends.js';

describe('use-backend', () => {
  for (const backend of testedBackends({ tiny: true })) {
    it(`computes on ${backend} when it is asked for`, async () => {
      const chosen = await useBackend(backend, { runtimeFolders });
      assert.equal(chosen.backend, backend);
      assert.equal(chosen.reason, 'wanted');
      assert.match(chosen.version, /^\d+\.\d+\.\d+/);
      const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
      assert.deepEqual([...product.dataSync()], [11]);
    });
  }

  it("says that TensorFlow's library is missing, and computes with WebAssembly", async () => {
    const chosen = await useBackend('auto', { runtimeFolders: [path.join(tmpdir(), 'no-such-folder')] });
    assert.deepEqual([chosen.backend, chosen.reason, chosen.detail], ['wasm', 'native-missing', '']);
  });

  it('takes the fastest where nothing else is wanted', { skip: !testedBackends().includes('native') }, async () => {
    const chosen = await useBackend('auto', { runtimeFolders });
    assert.deepEqual([chosen.backend, chosen.reason], ['native', 'fastest']);
  });

  it('refuses to run with another backend than the one that is wanted', async () => {
    await assert.rejects(
      useBackend('native', { runtimeFolders: [] }),
      (thrown) => thrown instanceof ModelsmithError && thrown.problems[0].code === 'backend-unavailable',
    );
  });

  it('goes on without a library that is damaged, and says what the loader said', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'modelsmith-runtime-'));
    try {
      writeFileSync(path.join(folder, 'broken.node'), 'not a library');
      writeFileSync(path.join(folder, 'runtime.json'), runtimeFile('broken.node'));
      const probed = await inFreshRegistry(() => useBackend('auto', { runtimeFolders: [folder] }));
      assert.deepEqual([probed.backend, probed.reason], ['wasm', 'native-unloadable']);
      assert.match(probed.detail, /broken\.node/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes no addon from outside its folder', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'modelsmith-runtime-'));
    try {
      writeFileSync(path.join(folder, 'runtime.json'), runtimeFile('../../bin/sh'));
      const chosen = await useBackend('auto', { runtimeFolders: [folder] });
      assert.equal(chosen.reason, 'native-missing');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const runtimeFile = (addon: string) => JSON.stringify({ release: RELEASE, addon });

/** As in a process that has not loaded TensorFlow yet. */
async function inFreshRegistry<T>(work: () => Promise<T>): Promise<T> {
  const { registryFactory } = tf.engine();
  const loaded = registryFactory['tensorflow'];
  delete registryFactory['tensorflow'];
  try {
    return await work();
  } finally {
    if (loaded !== undefined) {
      registryFactory['tensorflow'] = loaded;
    }
  }
}
