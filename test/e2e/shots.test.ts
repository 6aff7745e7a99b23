// The pictures of README.md: `node scripts/e2e.mjs --shots` copies them to docs/pictures/.
import { inVscode } from '../rig/in-vscode.js';
import { sampleWorkspace } from '../rig/sample-workspace.js';

inVscode('the pictures of the first page', { name: 'shots', workspace: sampleWorkspace }, (step) => {
  step('an experiment, its runs, and which task went where', async ({ workbench, shotInThemes }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem('pcb').waitFor();
    await workbench.openFile('pcb.experiment.yaml');
    await workbench.codeLens('Run').click();
    await workbench.treeItem(/succeeded · [\d.]+ s/).waitFor();
    await workbench.webview().getByRole('rowheader', { name: 'Layer 1' }).waitFor();
    await shotInThemes('coefficients');
  });
});
