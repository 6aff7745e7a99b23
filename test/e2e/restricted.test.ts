import * as assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { writeModels } from '../fakes/write-models.js';
import { writeRunOnDisk } from '../fakes/run-on-disk.js';
import { inVscode } from '../rig/in-vscode.js';

function workspace(folder: string): void {
  writeModels(folder, ['base', 'math'], { layers: 2, width: 8 });
  const experiment = path.join(folder, 'foreign.experiment.yaml');
  writeFileSync(
    experiment,
    [
      'kind: merge',
      'merge_method: pcb',
      'base_model: ./base',
      'models: [{ model: ./math }]',
      'output: ./merged',
      '',
    ].join('\n'),
  );
  writeRunOnDisk(folder, { number: 1, experiment, record: { status: 'interrupted', name: 'foreign' } });
}

const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };

inVscode('a workspace that is not trusted', { name: 'restricted', workspace, settings }, (step) => {
  step('can be read: experiments, runs and their views', async ({ workbench, shot }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('foreign').waitFor();
    await workbench.treeItem('interrupted').click();
    await workbench.webview().getByText('interrupted').first().waitFor();
    assert.equal(await workbench.webview().getByRole('button', { name: 'Resume' }).count(), 0);
    await shot('read');
  });

  step('runs nothing, and says why and what to do', async ({ workbench, workspace: folder, shot }) => {
    await workbench.openFile('foreign.experiment.yaml');
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.notified(/not trusted/);
    await shot('refused');
    assert.equal(existsSync(path.join(folder, 'merged')), false);
  });

  step('may still be planned, which only reads headers', async ({ workbench }) => {
    await workbench.runCommand('Modelsmith: Plan experiment');
    await workbench.notified(/foreign can run/);
  });

  step('runs once its user trusts it', async ({ workbench, shot }) => {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    const trustEditor = workbench.page.locator('.workspace-trust-editor');
    await trustEditor.getByText('You trust this folder').waitFor();
    // It lies over the window, or in a tab, as versions of VS Code have it.
    await workbench.page
      .getByRole('button', { name: /^Close/ })
      .last()
      .click();
    await trustEditor.waitFor({ state: 'hidden' });
    // The explorer's button appears with the trust.
    await workbench.treeItem('foreign').hover();
    await workbench
      .treeItem('foreign')
      .getByRole('button', { name: /Run experiment/ })
      .click();
    await workbench.treeItem('succeeded').waitFor();
    await shot('trusted');
  });
});
