import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { freezeRun, runWithEvent } from '../fakes/frozen-run.js';
import { slowMergeLines, writeSlowModels } from '../fakes/slow-merge.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { inVscode } from '../rig/in-vscode.js';

function workspace(folder: string): void {
  writeModels(folder, ['base', 'math', 'code'], { layers: 3, width: 16 });
  mkdirSync(path.join(folder, 'large'));
  writeSlowModels(path.join(folder, 'large'), ['math', 'code'], { layers: 24, width: 512 });
  const experiment = [
    'kind: merge',
    'merge_method: pcb',
    'base_model: ./base',
    'models: [{ model: ./math }, { model: ./code }]',
    '',
  ].join('\n');
  writeFileSync(path.join(folder, 'short.experiment.yaml'), experiment);
  writeFileSync(path.join(folder, "it's another.experiment.yaml"), experiment);
  writeFileSync(
    path.join(folder, 'long.experiment.yaml'),
    `${slowMergeLines('./large', ['math', 'code']).join('\n')}\n`,
  );
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
    await workbench.chooseFromMenu(workbench.treeItem("it's another"), 'Run experiment in terminal');
    await workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: 'succeeded' }).nth(1).waitFor();
    await shot('typed');
  });

  step('starts runs that the window can stop', async ({ workbench, workspace: folder, shot }) => {
    await workbench.openTerminal();
    await workbench.typeInTerminal('modelsmith run --background long.experiment.yaml');
    const thaw = await freezeRun(await runWithEvent(folder, 'long.experiment.yaml', 'progress'));
    await workbench.chooseFromMenu(workbench.treeItem(/running/), 'Stop');
    thaw();
    await workbench.treeItem(/cancelled/).waitFor();
    await shot('stopped-by-window');
  });

  step('and stops runs that the window started', async ({ workbench, workspace: folder, shot }) => {
    await workbench.chooseFromMenu(workbench.treeItem(/cancelled/), 'Resume');
    const run = await runWithEvent(folder, 'long.experiment.yaml', 'resumed');
    const thaw = await freezeRun(run);
    await workbench.treeItem(/running/).waitFor();
    await workbench.openTerminal();
    await workbench.typeInTerminal(`modelsmith cancel ${path.basename(run)}`);
    await waitFor('the request', () => existsSync(path.join(run, 'request.json')));
    thaw();
    await workbench.treeItem(/cancelled/).waitFor();
    await shot('stopped-by-terminal');
  });
});
