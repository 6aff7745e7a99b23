import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { waitFor } from '../fakes/wait-for.js';
import { axeViolations } from '../rig/axe-in-webview.js';
import { inVscode } from '../rig/in-vscode.js';
import { sampleWorkspace } from '../rig/sample-workspace.js';

/** What the story expects of the sample: its layers, and its tasks in the order of the file. */
const tasks = ['trade', 'animal', 'dish'];

/** The digest of nothing: the controls' toolkit adds an empty style element, which is refused without harm. */
const EMPTY_TEXT = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

inVscode('merging the sample', { name: 'merge', workspace: sampleWorkspace }, (step) => {
  const refused: string[] = [];

  step('lists the experiments of the workspace', async ({ workbench, page }) => {
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) {
        refused.push(`${message.location().url}: ${message.text()}`);
      }
    });
    await workbench.openContainer('Modelsmith');
    for (const name of ['pcb', 'sweep', 'ties']) {
      await workbench.treeItem(name).waitFor();
    }
  });

  step('plans one: what it would read, write and need', async ({ workbench, shot }) => {
    await workbench.runCommand('Modelsmith: Plan experiment');
    await workbench.pick('pcb');
    await workbench.notified(/pcb can run: it reads/);
    await shot('plan-said');
    await workbench
      .notification(/pcb can run/)
      .getByRole('button', { name: 'Show plan' })
      .click();
    await workbench.editorLines().filter({ hasText: 'model.safetensors' }).first().waitFor();
    await shot('plan');
  });

  step('runs one from the palette; its run appears with how it stands', async ({ workbench }) => {
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.pick('pcb');
    await workbench.treeItem(/succeeded · [\d.]+ s/).waitFor();
  });

  step('draws which task went where, beside the editor', async ({ workbench, shotInThemes }) => {
    const view = workbench.webview();
    await view.getByRole('rowheader', { name: 'Layer 1' }).waitFor();
    for (const task of tasks) {
      await view.getByRole('columnheader', { name: task }).waitFor();
    }
    await shotInThemes('view');
  });

  step('has nothing that axe objects to', async ({ workbench }) => {
    assert.deepEqual(await axeViolations(workbench), []);
  });

  step(
    'goes from the model to a layer, a tensor and its blocks, by keyboard, and back',
    async ({ workbench, shot }) => {
      const view = workbench.webview();
      const { keyboard } = workbench.page;
      await view.getByRole('rowheader', { name: 'Layer 1' }).click();
      const tensor = view.getByRole('rowheader', { name: 'self_attn.q_proj' });
      await tensor.waitFor();
      await shot('layer');
      await tensor.click();
      await view
        .getByRole('rowheader', { name: /^Rows? \d/ })
        .first()
        .waitFor();
      await shot('blocks');
      await keyboard.press('Escape');
      await tensor.waitFor();
      await keyboard.press('Escape');
      await view.getByRole('rowheader', { name: 'Layer 1' }).waitFor();
      // Back where it came from: Enter leads there again.
      await keyboard.press('Enter');
      await tensor.waitFor();
      await keyboard.press('Escape');
    },
  );

  step('shows the same as a table', async ({ workbench, shot }) => {
    const view = workbench.webview();
    await view.getByRole('button', { name: 'Show table' }).click();
    await view.getByRole('table').waitFor();
    await shot('table');
    assert.deepEqual(await axeViolations(workbench), []);
    await view.getByRole('button', { name: 'Show heatmap' }).click();
    await view.getByRole('grid').waitFor();
  });

  step('exports what is shown as CSV', async ({ workbench, workspace, shot }) => {
    await workbench.webview().getByRole('button', { name: 'Export CSV' }).click();
    const target = path.join(workspace, 'balance.csv');
    await workbench.quickInput().waitFor();
    await shot('save');
    await workbench.saveAs(target);
    const text = await waitFor(
      'the exported file',
      () => (existsSync(target) && readFileSync(target, 'utf8')) || false,
    );
    const [head = '', ...rows] = text.trim().split(/\r?\n/);
    for (const task of tasks) {
      assert.ok(head.includes(task), head);
    }
    assert.equal(rows.length > 0, true);
    await workbench.notified('Saved balance.csv');
  });

  step('keeps the view over a reload of the window', async ({ workbench, reload, shot }) => {
    await reload();
    await workbench.editorTab('pcb').waitFor();
    await workbench.webview().getByRole('rowheader', { name: 'Layer 1' }).waitFor();
    await shot('reloaded');
  });

  step('shows the log of a run, and its output in the explorer', async ({ workbench, shot }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.chooseFromMenu(workbench.treeItem(/succeeded/), 'Show log');
    await workbench.editorLines().filter({ hasText: 'Started pcb' }).first().waitFor();
    await shot('log');
    await workbench.openContainer('Modelsmith');
    await workbench.chooseFromMenu(workbench.treeItem(/succeeded/), 'Reveal output');
    await workbench.treeItem('merged').waitFor();
    await shot('output');
  });

  step('compares two runs of a matrix', async ({ workbench, shot }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.pick('sweep');
    await workbench.treeItem(/Matrix of 3.*3 succeeded/).waitFor();
    await workbench.treeItem(/Matrix of 3/).click();
    await workbench.treeItem(/ratio 0.\d+.*succeeded/).click();
    await workbench.webview().getByRole('button', { name: 'Compare…' }).click();
    await shot('compare-pick');
    await workbench.pick('ratio');
    await workbench.webview().getByRole('button', { name: 'End comparison' }).waitFor();
    await shot('compare');
  });

  step('asked for nothing that its policy refuses, but the empty style of the toolkit', () => {
    assert.deepEqual(
      refused.filter((message) => !(message.includes('inline style') && message.includes(EMPTY_TEXT))),
      [],
    );
    return Promise.resolve();
  });
});
