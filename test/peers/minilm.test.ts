// A real model: all-MiniLM-L6-v2 as base, with two altered copies, merged by the packaged command line.
import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { runModelsmith, runPeer } from './run-peer.js';

interface Embeddings {
  readonly dimensions: number;
  readonly finite: boolean;
  readonly related: number;
  readonly unrelated: number;
}

const methods = {
  linear:
    'merge_method: linear\nmodels:\n  - { model: first, parameters: { weight: 1 } }\n  - { model: second, parameters: { weight: 1 } }\n',
  ties: 'merge_method: ties\nbase_model: base\nmodels:\n  - { model: first, parameters: { weight: 1, density: 0.5 } }\n  - { model: second, parameters: { weight: 1, density: 0.5 } }\n',
  pcb: 'merge_method: pcb\nbase_model: base\nmodels:\n  - { model: first }\n  - { model: second }\nparameters: { ratio: 0.2, lambda: 1.0 }\n',
};

test('all-MiniLM-L6-v2 merged with altered copies embeds as before', async () => {
  const folder = await temporaryFolder();
  await runPeer('copy_minilm.py', [folder]);
  const outputs: string[] = [];
  for (const [name, config] of Object.entries(methods)) {
    const file = path.join(folder, `${name}.yml`);
    writeFileSync(file, `${config}dtype: float32\n`);
    outputs.push(path.join(folder, `merged-${name}`));
    await runModelsmith(file, path.join(folder, `merged-${name}`), folder);
  }
  const [base, ...merged] = (await runPeer('embed_sentences.py', [
    path.join(folder, 'base'),
    ...outputs,
  ])) as readonly Embeddings[];
  assert.ok(base?.finite && base.related > base.unrelated);
  assert.equal(merged.length, Object.keys(methods).length);
  for (const embeddings of merged) {
    assert.equal(embeddings.dimensions, base.dimensions);
    assert.ok(embeddings.finite);
    // Copies that differ by 2 % of a tensor's spread leave the meaning as it is.
    assert.ok(Math.abs(embeddings.related - base.related) < 0.05, `${embeddings.related} instead of ${base.related}`);
    assert.ok(
      Math.abs(embeddings.unrelated - base.unrelated) < 0.05,
      `${embeddings.unrelated} instead of ${base.unrelated}`,
    );
  }
});
