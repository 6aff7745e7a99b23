import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readDense } from '../../src/host/panels/read-dense.js';

describe('dense arrays for a view', () => {
  let run = '';
  before(() => {
    run = fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-dense-'));
    fs.mkdirSync(path.join(run, 'dense'));
    fs.writeFileSync(path.join(run, 'dense', 'blocks.f32'), new Uint8Array(Float32Array.of(1, 2, 3, 4, 5).buffer));
  });
  after(() => {
    fs.rmSync(run, { recursive: true, force: true });
  });

  it('come in the order asked for, from any offset', async () => {
    const arrays = await readDense(run, [
      { file: 'blocks.f32', offset: 8, length: 2 },
      { file: 'blocks.f32', offset: 0, length: 1 },
    ]);
    assert.deepEqual(arrays, [Float32Array.of(3, 4), Float32Array.of(1)]);
  });

  it('are missing, not wrong, where the file is too short or absent', async () => {
    const arrays = await readDense(run, [
      { file: 'blocks.f32', offset: 16, length: 2 },
      { file: 'other.f32', offset: 0, length: 1 },
      { file: 'blocks.f32', offset: 0, length: 5 },
    ]);
    assert.deepEqual(arrays, [undefined, undefined, Float32Array.of(1, 2, 3, 4, 5)]);
  });

  it('are refused beyond what a screen can show, however long the file claims to be', async () => {
    const file = path.join(run, 'dense', 'holes.f32');
    fs.writeFileSync(file, '');
    fs.truncateSync(file, 2 ** 40);
    assert.deepEqual(await readDense(run, [{ file: 'holes.f32', offset: 0, length: 2 ** 36 }]), [undefined]);
  });
});
