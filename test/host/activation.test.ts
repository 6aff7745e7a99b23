import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'modelsmith.modelsmith';

describe('activation', () => {
  it('adds every command of the manifest', async () => {
    const extension = vscode.extensions.getExtension<unknown>(id);
    assert.ok(extension, `${id} is installed`);
    await extension.activate();
    const manifest = extension.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands
      .map(({ command }) => command)
      .filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });
});
