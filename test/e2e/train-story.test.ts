import * as assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { freezeRun, runFolders, runWithEvent } from '../fakes/frozen-run.js';
import { waitFor } from '../fakes/wait-for.js';
import { axeViolations } from '../rig/axe-in-webview.js';
import { inVscode } from '../rig/in-vscode.js';

/** A spiking network has the most to show: curves, firing rates, a raster, operations. WebAssembly is there on every machine. */
const experiment = [
  'kind: train',
  'name: spiking',
  'network: { type: sew-resnet, blocks: [1, 1], width: 8, time_steps: 4 }',
  'data: { train: { format: glyphs, size: 8, examples: 800 } }',
  'optimizer: { name: adam, lr: 0.01 }',
  'epochs: 8',
  'resources: { backend: wasm }',
  '',
];
/** 640 images to train on in batches of 64, eight times. */
const steps = 80;

function workspace(folder: string): void {
  writeFileSync(path.join(folder, 'spiking.experiment.yaml'), experiment.join('\n'));
}

inVscode('training a spiking network', { name: 'train', workspace }, (step) => {
  let thaw = (): void => undefined;

  step('runs from the palette; its curves are drawn while it goes on', async (session) => {
    const { workbench, workspace: folder, shotInThemes } = session;
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('spiking').waitFor();
    await workbench.runCommand('Modelsmith: Run experiment in background');
    await workbench.pick('spiking');
    thaw = await freezeRun(await runWithEvent(folder, 'spiking.experiment.yaml', 'train/epoch', 3));
    const view = workbench.webview();
    await view.getByRole('heading', { name: 'Loss', exact: true }).waitFor();
    await view.getByRole('progressbar').waitFor();
    await view.getByText(/taken for class \d/).waitFor();
    assert.deepEqual(await axeViolations(workbench), []);
    await shotInThemes('live');
  });

  step('stops at the press of the view’s button', async ({ workbench, workspace: folder, shot }) => {
    const view = workbench.webview();
    await view.getByRole('button', { name: 'Stop' }).click();
    const request = path.join(runFolders(folder)[0] ?? '', 'request.json');
    await waitFor('the request', () => existsSync(request));
    thaw();
    await workbench.treeItem(/cancelled/).waitFor();
    await view.getByRole('button', { name: 'Resume' }).waitFor();
    await shot('stopped');
  });

  step('resumes there, too, and goes on to the end', async ({ workbench, shotInThemes }) => {
    const view = workbench.webview();
    await view.getByRole('button', { name: 'Resume' }).click();
    await workbench.treeItem(/succeeded/).waitFor({ timeout: 180_000 });
    await view.getByText('succeeded').waitFor();
    await view.getByText('test accuracy').waitFor();
    assert.deepEqual(await axeViolations(workbench), []);
    await shotInThemes('curves');
  });

  step('reads the same place in all charts by keyboard', async ({ workbench, shot }) => {
    const view = workbench.webview();
    const { keyboard } = workbench.page;
    await view.getByRole('slider', { name: 'Loss by Step' }).focus();
    await keyboard.press('Home');
    await view.locator('[role=slider][aria-label="Accuracy by Step"][aria-valuetext^="Step 10, training"]').waitFor();
    await keyboard.press('End');
    await keyboard.press('+');
    await view.getByRole('button', { name: 'Show everything' }).waitFor();
    await shot('zoomed');
    await keyboard.press('Escape');
    await view.getByRole('button', { name: 'Show everything' }).waitFor({ state: 'hidden' });
  });

  step('shows the spikes of one image', async ({ workbench, shotInThemes }) => {
    const raster = workbench.webview().getByRole('img', { name: /^Raster of spikes/ });
    await raster.scrollIntoViewIfNeeded();
    await workbench.webview().getByRole('columnheader', { name: 'Spikes in step 4' }).waitFor();
    await shotInThemes('spikes');
  });

  step('shows the same as a table, and exports it', async ({ workbench, workspace: folder, shot }) => {
    const view = workbench.webview();
    await view.getByRole('button', { name: 'Show table' }).click();
    await view.getByRole('rowheader', { name: '10', exact: true }).waitFor();
    await shot('table');
    assert.deepEqual(await axeViolations(workbench), []);
    await view.getByRole('button', { name: 'Export CSV' }).click();
    const target = path.join(folder, 'curves.csv');
    await workbench.saveAs(target);
    const text = await waitFor(
      'the exported file',
      () => (existsSync(target) && readFileSync(target, 'utf8')) || false,
    );
    const [head = '', ...rows] = text.trim().split(/\r?\n/);
    for (const column of ['step', 'epoch', 'loss', 'validation/accuracy', 'test/accuracy', 'firing-rate/']) {
      assert.ok(head.includes(column), head);
    }
    const told = rows.map((row) => Number(row.split(',')[0]));
    assert.deepEqual(
      told,
      [...new Set(told)].sort((a, b) => a - b),
      'each step once, also around the stop',
    );
    assert.equal(told.at(-1), steps);
    await view.getByText('Saved curves.csv.').waitFor();
  });

  step('keeps the view, as it was left, over a reload of the window', async ({ workbench, reload, shot }) => {
    await reload();
    const view = workbench.webview();
    await view.getByRole('rowheader', { name: '10', exact: true }).waitFor();
    await view.getByRole('button', { name: 'Show charts' }).click();
    await view.getByText(/taken for class \d/).waitFor();
    await shot('reloaded');
  });
});
