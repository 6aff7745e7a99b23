import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { writeModels } from '../fakes/write-models.js';
import { inVscode } from '../rig/in-vscode.js';

function workspace(folder: string): void {
  writeModels(folder, ['base', 'math', 'code'], { layers: 3, width: 16 });
  writeModels(path.join(folder, 'large'), ['base', 'math', 'code'], { layers: 64, width: 512 });
  const experiment = (models: string): string =>
    [
      'kind: merge',
      'merge_method: pcb',
      `base_model: ${models}/base`,
      `models: [{ model: ${models}/math }, { model: ${models}/code }]`,
      '',
    ].join('\n');
  writeFileSync(path.join(folder, 'short.experiment.yaml'), experiment('.'));
  writeFileSync(path.join(folder, 'long one.experiment.yaml'), experiment('./large'));
}

inVscode('the terminal of a window', { name: 'terminal', workspace }, (step) => {
  step('knows the command, and its run appears in the explorer by itself', async ({ workbench, shot }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('short').waitFor();
    await workbench.openTerminal();
    await workbench.typeInTerminal('modelsmith run short.experiment.yaml');
    await workbench.treeItem(/succeeded/).waitFor();
    await shot('ran');
  });

  step('draws that run like any other', async ({ workbench }) => {
    await workbench.treeItem(/succeeded/).click();
    await workbench.webview().getByRole('rowheader', { name: 'Layer 1' }).waitFor();
  });

  step('is opened by a command that types the run, whatever the file is called', async ({ workbench, shot }) => {
    await workbench.chooseFromMenu(workbench.treeItem('long one'), 'Run experiment in terminal');
    await workbench.treeItem(/running/).waitFor();
    await shot('typed');
  });

  step('and each side stops the runs of the other', async ({ workbench, shot }) => {
    await workbench.chooseFromMenu(workbench.treeItem(/running/), 'Stop');
    await workbench.treeItem(/cancelled/).waitFor();
    await workbench.chooseFromMenu(workbench.treeItem('short'), 'Run experiment');
    await workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: 'succeeded' }).nth(1).waitFor();
    await workbench.chooseFromMenu(workbench.treeItem(/cancelled/), 'Resume');
    await workbench.treeItem(/running/).waitFor();
    await workbench.openTerminal();
    await workbench.typeInTerminal('modelsmith cancel "$(ls .modelsmith/runs | grep long-one)"');
    await workbench.treeItem(/cancelled/).waitFor();
    await shot('stopped');
  });
});
