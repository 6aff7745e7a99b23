// A real merge in both carriers, with the worker as it is built.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { before, test } from 'node:test';
import { kinds } from '../../src/engines/kinds.js';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { parseExperiment } from '../../src/experiments/parse.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { RunStore } from '../../src/experiments/runs/run-store.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { commonEventSchema } from '../../src/protocol/events.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { writeModels } from '../fakes/write-models.js';
import { buildProduct } from '../rig/build-product.js';

const text = `kind: merge
merge_method: pcb
base_model: ./base
models: [{ model: ./math }, { model: ./code }]
output: ./merged/{run}
`;

let workerBundle: string;
before(async () => {
  workerBundle = path.join(await buildProduct(), 'worker.js');
});

for (const carrier of ['thread', 'child'] as const) {
  test(`a merge in a ${carrier} says what its kind declares, and leaves its inputs as they were`, async () => {
    const folder = await temporaryFolder();
    writeModels(folder, ['base', 'math', 'code'], { layers: 3, width: 16 });
    const inputs = ['base', 'math', 'code'].map((name) => path.join(folder, name, 'model.safetensors'));
    const bytes = await Promise.all(inputs.map(async (input) => fs.readFile(input)));
    const file = path.join(folder, 'm.experiment.yaml');
    const { experiment } = parseExperiment(text, file);
    assert.ok(experiment !== undefined);
    const runFolder = await new RunStore(folder).create(experiment, { startedBy: 'terminal' });
    const run = await startRun({ runFolder, carrier, workerBundle });
    assert.deepEqual(await run.ended, { status: 'succeeded', problems: [] });

    const { record } = await readRunState(runFolder);
    assert.equal(record.output, path.join(folder, 'merged', path.basename(runFolder)));
    assert.ok((await fs.readdir(record.output)).includes('model.safetensors'));
    assert.deepEqual(
      record.inputs.map((input) => input.path),
      inputs,
    );
    assert.deepEqual(record.backend, { name: 'simd', reason: 'fastest' });
    assert.ok(record.figures !== undefined && record.figures.length > 0);
    const records = kinds.get('merge')?.records;
    for (const event of await readEvents(runFolder)) {
      const checked = (event.type.startsWith('merge/') ? records : commonEventSchema)?.safeParse(event);
      assert.ok(checked?.success, JSON.stringify(event));
    }
    for (const [index, input] of inputs.entries()) {
      assert.deepEqual(await fs.readFile(input), bytes[index]);
    }
  });
}
