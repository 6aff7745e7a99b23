import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { inVscode } from '../rig/in-vscode.js';

function workspace(folder: string): void {
  writeFileSync(
    path.join(folder, 'bad.experiment.yaml'),
    ['kind: merge', 'merge_method: pbc', 'base_model: ./base', 'models:', '  - model: ./math', 'lamda: 1', ''].join(
      '\n',
    ),
  );
  writeFileSync(
    path.join(folder, 'absent.experiment.yaml'),
    ['kind: merge', 'merge_method: pcb', 'base_model: ./nowhere', 'models:', '  - model: ./neither', ''].join('\n'),
  );
}

inVscode('a file with mistakes', { name: 'bad-file', workspace }, (step) => {
  step('is told where each is, and what was probably meant', async ({ workbench, shotInThemes }) => {
    await workbench.openFile('bad.experiment.yaml');
    await workbench.squiggles('error').first().waitFor();
    const rows = await workbench.problems();
    await rows.filter({ hasText: 'pcb' }).first().waitFor();
    await rows.filter({ hasText: 'lamda' }).first().waitFor();
    await shotInThemes('problems');
  });

  step('is not run: the first mistake is said and shown', async ({ workbench, shot }) => {
    await workbench.editorTab('bad.experiment.yaml').click();
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.notified(/bad\.experiment\.yaml, line 2/);
    await shot('refused');
  });

  step('what only the models can tell is told by a plan, in the file', async ({ workbench, shot }) => {
    await workbench.openFile('absent.experiment.yaml');
    await workbench.runCommand('Modelsmith: Plan experiment');
    await workbench.notified(/absent\.experiment\.yaml, line 3/);
    await workbench.squiggles('error').first().waitFor();
    await shot('planned');
  });

  step('nothing was run', async ({ workbench }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('bad').waitFor();
    assert.match((await workbench.treeItem('bad').textContent()) ?? '', /no runs/);
  });
});
