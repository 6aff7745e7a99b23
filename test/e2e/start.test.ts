import { inVscode } from '../rig/in-vscode.js';

inVscode('a window with the packaged extension', { name: 'start' }, (step) => {
  step('has its container in the activity bar', async ({ workbench, shotInThemes }) => {
    await workbench.openContainer('Modelsmith');
    await workbench.page.locator('.part.sidebar .title', { hasText: 'Modelsmith' }).waitFor();
    await shotInThemes('empty');
  });
});
