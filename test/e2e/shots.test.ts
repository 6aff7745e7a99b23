// The pictures of README.md: `node scripts/e2e.mjs --shots` copies them to docs/pictures/.
import { inVscode } from '../rig/in-vscode.js';
import { sampleWorkspace } from '../rig/sample-workspace.js';

/** Generous, because a slow machine trains slowly. */
const trainingTimeoutMs = 400_000;

inVscode('the pictures of the first page', { name: 'shots', workspace: sampleWorkspace }, (step) => {
  step('an experiment, its runs, and which task went where', async ({ workbench, shotInThemes }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('pcb').waitFor();
    await workbench.openFile('pcb.experiment.yaml');
    await workbench.codeLens('Run').click();
    await workbench.treeItem(/succeeded · [\d.]+ s/).waitFor();
    await workbench.webview().getByRole('rowheader', { name: 'Layer 1' }).waitFor();
    const measure = workbench.webview().getByRole('combobox', { name: 'Measure' });
    await measure.click();
    await measure.getByRole('option', { name: 'Share of the result' }).click();
    await workbench.webview().getByText('Share of the result:').waitFor();
    await shotInThemes('coefficients');
  });

  step('a training: its curves, and what a spiking network does', async ({ workbench, shot }) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.pick('train-spiking');
    await workbench.editorTab('train-spiking').waitFor();
    const view = workbench.webview();
    await view.getByText('succeeded').waitFor({ timeout: trainingTimeoutMs });
    await view.getByText(/taken for class \d/).waitFor();
    await shot('curves-dark');
    await view.getByRole('heading', { name: 'Step size' }).scrollIntoViewIfNeeded();
    await view.getByRole('img', { name: /^Raster of spikes/ }).scrollIntoViewIfNeeded();
    await shot('spikes-dark');
  });

  step('a comparison of optimizers', async ({ workbench, shot }) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.pick('stability');
    await workbench.editorTab('stability').waitFor();
    const view = workbench.webview();
    await view.getByText('succeeded').waitFor({ timeout: trainingTimeoutMs });
    await view.getByRole('gridcell', { name: /^adamg on convolutions/ }).click();
    // Away from the cell, whose tooltip would lie over the others.
    await view.getByRole('heading', { name: 'adamg on convolutions' }).click();
    await view.locator('.tooltip').waitFor({ state: 'hidden' });
    await shot('stability-dark');
  });

  step('an evolution of merge parameters', async ({ workbench, shot }) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Modelsmith: Run experiment');
    await workbench.pick('evolve-merge');
    await workbench.editorTab('evolve-merge').waitFor();
    const view = workbench.webview();
    await view.getByText('succeeded').waitFor({ timeout: trainingTimeoutMs });
    await shot('lineage-dark');
  });
});
