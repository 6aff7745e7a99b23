import assert from 'node:assert/strict';
import { ModelsmithError } from '../../../../src/base/errors.js';
import type { Dataset } from '../../../../src/ml/data/dataset.js';
import { elementsOf } from '../../../../src/ml/data/dataset.js';
import type { DatasetDescription } from '../../../../src/ml/data/description.js';
import { openDataset } from '../../../../src/ml/data/open-dataset.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';

const never = new AbortController().signal;

type Contents = Readonly<Record<string, string | Uint8Array>>;

/** Opens a set from files of the folder /d that exist in memory alone. */
export function openFrom(contents: Contents, description: DatasetDescription): Promise<Dataset> {
  const files = new MemoryFiles();
  for (const [name, content] of Object.entries(contents)) {
    files.put(`/d/${name}`, content);
  }
  return openDataset(description, { files, folder: '/d', signal: never });
}

/** The numbers of some examples of a set of arrays. */
export async function valuesAt(dataset: Dataset, indices: readonly number[]): Promise<Float32Array> {
  if (dataset.kind !== 'arrays') {
    assert.fail('rows, not arrays');
  }
  const out = new Float32Array(indices.length * elementsOf(dataset.shape));
  await dataset.read(indices, out, never);
  return out;
}

/** The rows of some examples of a table. */
export function rowsAt(dataset: Dataset, indices: readonly number[]): Promise<readonly unknown[]> {
  return dataset.kind === 'rows' ? dataset.readRows(indices, never) : assert.fail('arrays, not rows');
}

/** Opens and reads everything: whatever the bytes are, it works or is refused by an error of ours that isn't `internal`. */
export async function assertReadsOrRefuses(contents: Contents, description: DatasetDescription): Promise<void> {
  try {
    const dataset = await openFrom(contents, description);
    const all = Array.from({ length: Math.min(dataset.examples, 20) }, (_, i) => i);
    await (dataset.kind === 'arrays' ? valuesAt(dataset, all) : rowsAt(dataset, all));
    await dataset.close();
  } catch (thrown) {
    if (!(thrown instanceof ModelsmithError)) {
      throw thrown;
    }
    for (const { code, where } of thrown.problems) {
      assert.notEqual(code, 'internal');
      assert.ok(where.file?.startsWith('/d'), code);
    }
  }
}
