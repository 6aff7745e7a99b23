import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { writeRunOnDisk } from '../fakes/run-on-disk.js';
import { theApi, workspaceFolder } from './support/the-api.js';

describe('runs that were left waiting', () => {
  const folder = workspaceFolder();
  const place = path.join(folder, 'waiting');

  after(async () => {
    fs.rmSync(place, { recursive: true, force: true });
    fs.rmSync(path.join(folder, '.modelsmith', 'runs'), { recursive: true, force: true });
    await (await theApi()).runs.refresh();
  });

  it('are taken up by the next window, oldest first', async () => {
    writeModels(place, ['base', 'math'], { layers: 2, width: 8 });
    const experiment = path.join(place, 'waiting.experiment.yaml');
    fs.writeFileSync(experiment, 'kind: merge\nmerge_method: pcb\nbase_model: ./base\nmodels: [{ model: ./math }]\n');
    const waiting = [2, 1].map((number) => {
      const run = writeRunOnDisk(folder, { number, experiment, record: { status: 'queued', attempts: 0 } });
      fs.copyFileSync(experiment, path.join(run, 'experiment.yaml'));
      return run;
    });
    const { runs } = await theApi();
    await runs.refresh();
    const [second, first] = await waitFor('both to succeed', () => {
      const all = waiting.map((run) => runs.get(run));
      return all.every((run) => run?.status === 'succeeded') ? all : undefined;
    });
    assert.ok((second?.record.startedAt ?? 0) >= (first?.record.endedAt ?? Infinity), 'the younger one waited');
  });
});
