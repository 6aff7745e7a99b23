import * as assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { freezeRun, runFolders, runWithEvent } from '../fakes/frozen-run.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { axeViolations } from '../rig/axe-in-webview.js';
import { inVscode } from '../rig/in-vscode.js';

/** Scores the first weights of a model by how near they are to those of `a` and `b` between, a little beside them for each part. */
const score = `const fs = require('node:fs'), path = require('node:path');
const read = (folder) => {
  const bytes = fs.readFileSync(path.join(folder, 'model.safetensors'));
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  return Array.from({ length: 60 }, (_, i) => bytes.readFloatLE(start + 4 * i));
};
const [a, b, model] = ['a', 'b', process.argv[2]].map(read);
const part = { fitness: 0, validation: 1, test: 2 }[process.argv[3]];
const examples = model.filter((_, i) => i % 3 === part).map((value, i) => {
  const at = 3 * i + part;
  return Math.exp(-((value - 0.6 * a[at] - 0.4 * b[at]) ** 2));
});
const nearness = examples.reduce((sum, one) => sum + one, 0) / examples.length;
console.log(JSON.stringify({ nearness, examples }));
`;
const models = ['a', 'b', 'c', 'd'];
const scored = (part: string): object => ({
  type: 'command',
  command: [process.execPath, 'score.cjs', '{model}', part],
  metric: 'nearness',
  data: ['score.cjs'],
});
const experiment = {
  kind: 'evolve',
  name: 'nearness',
  individuals: { type: 'checkpoints', models: models.map((name) => `./${name}`) },
  algorithm: { name: 'evolver' },
  generations: 12,
  evaluate: scored('fitness'),
  validation: scored('validation'),
  test: scored('test'),
  output: './evolved',
};

function workspace(folder: string): void {
  writeModels(folder, models, { layers: 2, width: 16 });
  writeFileSync(path.join(folder, 'score.cjs'), score);
  writeFileSync(path.join(folder, 'nearness.experiment.yaml'), JSON.stringify(experiment, undefined, 2));
}

inVscode('evolving checkpoints', { name: 'evolve', workspace }, (step) => {
  let thaw = (): void => undefined;
  let chosen = -1;

  step('runs from the palette; its lineage is drawn while it goes on', async (session) => {
    const { workbench, workspace: folder, shotInThemes } = session;
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('nearness').waitFor();
    await workbench.runCommand('Modelsmith: Run experiment in background');
    await workbench.pick('nearness');
    thaw = await freezeRun(await runWithEvent(folder, 'nearness.experiment.yaml', 'evolve/generation', 3));
    const view = workbench.webview();
    await view.getByRole('application', { name: /^Lineage of \d+ individuals/ }).waitFor();
    await view.getByRole('heading', { name: 'nearness of the best' }).waitFor();
    await view.getByRole('progressbar').waitFor();
    assert.deepEqual(await axeViolations(workbench), []);
    await shotInThemes('live');
    thaw();
  });

  step('says in the end what the result beats, on the part that selection never saw', async (session) => {
    const { workbench, workspace: folder, shotInThemes } = session;
    await workbench.treeItem(/succeeded/).waitFor({ timeout: 180_000 });
    const view = workbench.webview();
    await view.getByText('succeeded').waitFor();
    await view.getByText(/^On the test part the result beats/).waitFor();
    await view.getByRole('row', { name: /^the result/ }).waitFor();
    const events = await readEvents(runFolders(folder)[0] ?? '');
    const last = events.find(({ type }) => type === 'evolve/chosen');
    chosen = last !== undefined && 'individuals' in last ? Number((last['individuals'] as readonly number[])[0]) : -1;
    assert.ok(chosen >= 0);
    assert.deepEqual(await axeViolations(workbench), []);
    await shotInThemes('lineage');
  });

  step(
    'goes from individual to individual by keyboard, and shows all about one',
    async ({ workbench, shotInThemes }) => {
      const view = workbench.webview();
      const { keyboard } = workbench.page;
      await view.getByRole('application', { name: /^Lineage/ }).focus();
      await keyboard.press('b');
      await view
        .getByRole('status')
        .getByText(new RegExp(`^Individual ${String(chosen)} `))
        .waitFor();
      await keyboard.press('Enter');
      await view.getByRole('heading', { name: `Individual ${String(chosen)}`, exact: true }).waitFor();
      await view.getByRole('button', { name: 'Compare with another' }).click();
      await view.getByRole('button', { name: /^Parent \d+/ }).click();
      await view.getByRole('heading', { name: new RegExp(` beside ${String(chosen)}`) }).waitFor();
      assert.deepEqual(await axeViolations(workbench), []);
      await shotInThemes('comparison');
    },
  );

  step('keeps what was chosen over a reload of the window', async ({ workbench, reload, shot }) => {
    await reload();
    const view = workbench.webview();
    await view.getByRole('heading', { name: new RegExp(` beside ${String(chosen)}`) }).waitFor();
    await shot('reloaded');
    await view.getByRole('button', { name: 'End comparison' }).click();
    await view.getByRole('button', { name: String(chosen), exact: true }).click();
    await view.getByRole('heading', { name: `Individual ${String(chosen)}`, exact: true }).waitFor();
  });

  step('writes the model of the one that is shown', async ({ workbench, workspace: folder, shot }) => {
    await workbench.webview().getByRole('button', { name: 'Materialise…' }).click();
    const target = path.join(runFolders(folder)[0] ?? '', 'artifacts', `individual-${String(chosen)}`);
    await workbench.saveAs(target);
    await workbench.notified(`Individual ${String(chosen)} is written to`);
    await shot('written');
    const bytesOf = (place: string): Buffer => readFileSync(path.join(place, 'model.safetensors'));
    assert.deepEqual(bytesOf(target), bytesOf(path.join(folder, 'evolved')));
  });

  step('shows the same as tables, and exports the lineage', async ({ workbench, workspace: folder, shot }) => {
    const view = workbench.webview();
    await view.getByRole('combobox', { name: 'Show' }).click();
    await view.getByRole('option', { name: 'Table of individuals' }).click();
    await view.getByRole('button', { name: 'Generation', exact: true }).click();
    await view.getByRole('columnheader', { name: 'Generation' }).waitFor();
    await shot('table');
    assert.deepEqual(await axeViolations(workbench), []);
    await view.getByRole('button', { name: 'Export JSON' }).click();
    const target = path.join(folder, 'lineage.json');
    await workbench.saveAs(target);
    const text = await waitFor(
      'the exported file',
      () => (existsSync(target) && readFileSync(target, 'utf8')) || false,
    );
    const lineage = JSON.parse(text) as Readonly<Record<string, readonly unknown[]>>;
    assert.equal(lineage['generations']?.length, experiment.generations + 1);
    assert.ok((lineage['individuals']?.length ?? 0) > models.length);
    await view.getByText('Saved lineage.json.').waitFor();
  });
});
