import * as assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { waitFor } from '../fakes/wait-for.js';
import { axeViolations } from '../rig/axe-in-webview.js';
import { inVscode } from '../rig/in-vscode.js';

/** Two optimizers on two tasks with two seeds, and Adam at two learning rates. WebAssembly is there on every machine. */
const experiment = [
  'kind: stability',
  'name: compare',
  'tasks:',
  '  - name: logistic regression',
  '    network: { type: mlp, hidden: [] }',
  '    data: &glyphs { train: { format: glyphs, size: 8, examples: 300 }, validation: 0.2, test: 0.2 }',
  '    steps: 30',
  '  - name: perceptron',
  '    network: { type: mlp, hidden: [16] }',
  '    data: *glyphs',
  '    steps: 30',
  'optimizers: [{ name: adamg }, { name: prodigy }]',
  'learning_rates: [0.001, 0.01]',
  'seeds: [1, 2]',
  'resources: { backend: wasm }',
  '',
];

function workspace(folder: string): void {
  writeFileSync(path.join(folder, 'compare.experiment.yaml'), experiment.join('\n'));
}

inVscode('comparing optimizers', { name: 'stability', workspace }, (step) => {
  step('runs from the palette to the end, and draws optimizers by tasks', async ({ workbench, shotInThemes }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('compare').waitFor();
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.pick('compare');
    await workbench.treeItem(/succeeded/).waitFor({ timeout: 180_000 });
    const view = workbench.webview();
    await view.getByText('succeeded').waitFor();
    for (const optimizer of ['adamg', 'prodigy']) {
      for (const task of ['logistic regression', 'perceptron']) {
        const words = new RegExp(`^${optimizer} on ${task}: Accuracy 0\\.\\d+ ± .* tuned Adam’s`);
        await view.getByRole('gridcell', { name: words }).waitFor();
      }
    }
    assert.deepEqual(await axeViolations(workbench), []);
    await shotInThemes('heatmap');
  });

  step('goes through the cells by keyboard, and opens the curves of one', async ({ workbench, shotInThemes }) => {
    const view = workbench.webview();
    const { keyboard } = workbench.page;
    await view.locator('[role=gridcell][tabindex="0"]').focus();
    await keyboard.press('Home');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    const first = await view.locator('[role=gridcell]:focus').getAttribute('aria-label');
    assert.match(first ?? '', / on perceptron: /);
    await keyboard.press('Enter');
    await view.getByRole('heading', { name: / on perceptron$/ }).waitFor();
    assert.deepEqual(await axeViolations(workbench), []);
    await shotInThemes('cell');
  });

  step('keeps the cell open over a reload of the window', async ({ workbench, reload, shot }) => {
    await reload();
    const view = workbench.webview();
    await view.getByRole('heading', { name: / on perceptron$/ }).waitFor();
    await shot('reloaded');
    await view.getByRole('button', { name: 'Close' }).click();
    await view.getByRole('heading', { name: / on perceptron$/ }).waitFor({ state: 'hidden' });
  });

  step('shows the same as a table, and exports it', async ({ workbench, workspace: folder, shot }) => {
    const view = workbench.webview();
    await view.getByRole('button', { name: 'Show table' }).click();
    await view.getByRole('rowheader', { name: 'prodigy' }).nth(1).waitFor();
    await shot('table');
    assert.deepEqual(await axeViolations(workbench), []);
    await view.getByRole('button', { name: 'Export CSV' }).click();
    const target = path.join(folder, 'gaps.csv');
    await workbench.saveAs(target);
    const text = await waitFor(
      'the exported file',
      () => (existsSync(target) && readFileSync(target, 'utf8')) || false,
    );
    const [head = '', ...rows] = text.trim().split(/\r?\n/);
    assert.match(head, /^optimizer,task,mean,deviation,tuned_adam,/);
    assert.deepEqual(
      rows.map((row) => row.split(',').slice(0, 2).join(' on ')),
      ['adamg', 'prodigy'].flatMap((name) => [`${name} on logistic regression`, `${name} on perceptron`]),
    );
    await view.getByText('Saved gaps.csv.').waitFor();
  });

  step('leads to its report', async ({ workbench, shot }) => {
    await workbench.webview().getByRole('button', { name: 'Reveal output' }).click();
    // Its folder is shown; a click opens it.
    await workbench.treeItem('artifacts').click();
    await workbench.treeItem('report.md').dblclick();
    await workbench.editorTab('report.md').waitFor();
    await workbench.editorLines().filter({ hasText: 'prodigy' }).first().waitFor();
    await shot('report');
  });
});
