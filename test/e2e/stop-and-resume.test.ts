import * as assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { freezeRun, runWithEvent } from '../fakes/frozen-run.js';
import { slowMergeLines, writeSlowModels } from '../fakes/slow-merge.js';
import { inVscode } from '../rig/in-vscode.js';

function workspace(folder: string): void {
  writeSlowModels(folder, ['math', 'code'], { layers: 24, width: 512 });
  const lines = [...slowMergeLines('.', ['math', 'code']), 'output: ./merged', ''];
  writeFileSync(path.join(folder, 'long.experiment.yaml'), lines.join('\n'));
}

/** Generous, because a slow machine merges slowly. */
const mergeTimeoutMs = 180_000;

inVscode('stopping and resuming', { name: 'stop', workspace }, (step) => {
  let thaw = (): void => undefined;

  step('shows progress in the status bar, the explorer and the view while a run goes on', async (session) => {
    const { workbench, workspace: folder, shotInThemes } = session;
    await workbench.openContainer('Modelsmith');
    await workbench.openFile('long.experiment.yaml');
    await workbench.codeLens('Run').waitFor();
    await workbench.runCommand('Modelsmith: Run experiment in background');
    thaw = await freezeRun(await runWithEvent(folder, 'long.experiment.yaml', 'progress'));
    await workbench.statusBarItem(/long \d+ %/).waitFor();
    await workbench.treeItem(/running · \d+ %/).waitFor();
    await workbench.webview().getByRole('progressbar').waitFor();
    await shotInThemes('running');
  });

  step('a second run, started by its key, waits in the queue and is stopped there', async ({ workbench, shot }) => {
    await workbench.editorLines().first().click();
    await workbench.page.keyboard.press('Control+Alt+Enter');
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
      thaw();
      await workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: 'cancelled' }).nth(1).waitFor();
      await workbench.statusBarItem(/long/).waitFor({ state: 'hidden' });
      assert.equal(existsSync(path.join(folder, 'merged')), false);
      await shot('stopped');
    },
  );

  step('resumes from the explorer to success', async ({ workbench, workspace: folder, shot }) => {
    const stopped = workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: 'cancelled' }).last();
    await workbench.chooseFromMenu(stopped, 'Resume');
    await workbench.treeItem(/succeeded/).waitFor({ timeout: mergeTimeoutMs });
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
