import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { waitFor } from '../fakes/wait-for.js';
import { inVscode } from '../rig/in-vscode.js';

inVscode('first steps in an empty folder', { name: 'first-steps' }, (step) => {
  step('the explorer says what an experiment is, and offers to begin', async ({ workbench, shotInThemes }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.page.locator('.part.sidebar').getByRole('button', { name: 'New experiment' }).first().waitFor();
    await shotInThemes('welcome');
  });

  step('a new experiment is a commented file without a mistake', async ({ workbench, workspace, shotInThemes }) => {
    await workbench.runCommand('Modelsmith: New experiment…');
    await workbench.quickInput().getByText('pcb', { exact: true }).waitFor();
    await workbench.pick('ties');
    await workbench.answer('my-first');
    await workbench.editorTab('my-first.experiment.yaml').waitFor();
    await workbench.codeLens('Run').waitFor();
    await workbench.treeItem('my-first').waitFor();
    assert.equal(await workbench.squiggles('error').count(), 0);
    assert.equal(await workbench.squiggles('warning').count(), 0);
    assert.ok(existsSync(path.join(workspace, 'my-first.experiment.yaml')));
    await shotInThemes('new');
  });

  step('the sample is made where the user wants it, and opens at its first experiment', async (session) => {
    const { workbench, workspace, shot } = session;
    const folder = path.join(workspace, 'try');
    mkdirSync(folder);
    await workbench.runCommand('Modelsmith: Create sample workspace…');
    await workbench.pick('try');
    await workbench.page.waitForFunction(() => {
      const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
      return input?.value.endsWith('/try/');
    });
    await workbench.quickInput().getByRole('button', { name: 'Create sample here' }).click();
    await workbench.editorTab('pcb.experiment.yaml').waitFor();
    await workbench.treeItem('sweep').waitFor();
    await shot('sample');
  });

  step('and runs from the ▶ in its file', async ({ workbench, workspace, shot }) => {
    await workbench.codeLens('Run').click();
    await workbench.treeItem('succeeded').waitFor();
    await waitFor('the merged model', () => existsSync(path.join(workspace, 'try', 'merged', 'pcb', 'config.json')));
    await workbench.webview().getByRole('rowheader', { name: 'Layer 1' }).waitFor();
    await shot('ran');
  });

  step('a run is renamed with F2, starred and noted', async ({ workbench, shot }) => {
    await workbench.treeItem('succeeded').click();
    await workbench.page.keyboard.press('F2');
    await workbench.answer('my best merge');
    await workbench.treeItem('my best merge').waitFor();
    await workbench.chooseFromMenu(workbench.treeItem('my best merge'), 'Star run');
    await workbench.treeItem('★ my best merge').waitFor();
    await workbench.treeItem('my best merge').hover();
    await workbench.page.locator('.workbench-hover', { hasText: 'Seed' }).first().waitFor();
    await shot('renamed');
  });
});
