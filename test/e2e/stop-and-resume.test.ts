import * as assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { writeModels } from '../fakes/write-models.js';
import { inVscode } from '../rig/in-vscode.js';

/** Large enough that a person can press a button while it runs. */
function workspace(folder: string): void {
  writeModels(folder, ['base', 'math', 'code'], { layers: 64, width: 512 });
  writeFileSync(
    path.join(folder, 'long.experiment.yaml'),
    [
      'kind: merge',
      'merge_method: pcb',
      'base_model: ./base',
      'models: [{ model: ./math }, { model: ./code }]',
      'output: ./merged',
      '',
    ].join('\n'),
  );
}

inVscode('stopping and resuming', { name: 'stop', workspace }, (step) => {
  step('shows progress in the status bar, the explorer and the view while a run goes on', async (session) => {
    const { workbench, shotInThemes } = session;
    await workbench.openContainer('Modelsmith');
    await workbench.openFile('long.experiment.yaml');
    await workbench.codeLens('Run').waitFor();
    await workbench.editorLines().first().click();
    await workbench.page.keyboard.press('Control+Alt+Enter');
    await workbench.statusBarItem(/long \d+ %/).waitFor();
    await workbench.treeItem(/running · \d+ %/).waitFor();
    await shotInThemes('running');
  });

  step('a second run waits in the queue', async ({ workbench, shot }) => {
    await workbench.editorTab('long.experiment.yaml').click();
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.statusBarItem(/1 waiting/).waitFor();
    await workbench.statusBarItem(/1 waiting/).click();
    await workbench.quickInput().getByText('queued').waitFor();
    await shot('list');
    await workbench.page.keyboard.press('Escape');
    await workbench.chooseFromMenu(workbench.treeItem('queued'), 'Stop');
    await workbench.treeItem('cancelled').waitFor();
  });

  step(
    'stops at the press of the button in the list, without a result',
    async ({ workbench, workspace: folder, shot }) => {
      await workbench.statusBarItem(/long/).click();
      await workbench.quickInput().locator('.monaco-list-row', { hasText: 'running' }).hover();
      await workbench.quickInput().locator('.monaco-list-row .codicon-debug-stop').first().click();
      await workbench.page.keyboard.press('Escape');
      await workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: 'cancelled' }).nth(1).waitFor();
      await workbench.statusBarItem(/long/).waitFor({ state: 'hidden' });
      assert.equal(existsSync(path.join(folder, 'merged')), false);
      await shot('stopped');
    },
  );

  step('resumes from the explorer to success', async ({ workbench, workspace: folder, shot }) => {
    const stopped = workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: 'cancelled' }).last();
    await workbench.chooseFromMenu(stopped, 'Resume');
    await workbench.treeItem(/succeeded/).waitFor({ timeout: 120_000 });
    assert.ok(existsSync(path.join(folder, 'merged', 'config.json')));
    await shot('resumed');
  });

  step('deletes a run after asking', async ({ workbench, shot }) => {
    await workbench.chooseFromMenu(workbench.treeItem('cancelled'), 'Delete run…');
    await workbench.dialogButton('Delete').waitFor();
    await shot('delete');
    await workbench.dialogButton('Delete').click();
    await workbench.treeItem('cancelled').waitFor({ state: 'hidden' });
  });
});
