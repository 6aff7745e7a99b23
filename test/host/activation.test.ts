import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { theApi } from './support/the-api.js';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
  };
}

function manifest(): Manifest {
  return vscode.extensions.getExtension('modelsmith.modelsmith')?.packageJSON as Manifest;
}

describe('activation', () => {
  it('registers exactly the commands that the manifest contributes', async () => {
    await theApi();
    const contributed = manifest().contributes.commands.map(({ command }) => command);
    // A view brings commands of its own: modelsmith.experiments.focus and the like.
    const registered = (await vscode.commands.getCommands(true)).filter((command) =>
      /^modelsmith\.[a-zA-Z]+$/.test(command),
    );
    assert.deepEqual([...registered].sort(), [...contributed].sort());
  });

  it('has words for every title: none is left as a key', () => {
    const titles = manifest().contributes.commands.map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title) => title.includes('%') || title === ''),
      [],
    );
  });

  it('names only its own commands in menus and keys', () => {
    const { commands, menus, keybindings } = manifest().contributes;
    const known = new Set(commands.map(({ command }) => command));
    const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    assert.deepEqual(
      used.filter((command) => !known.has(command)),
      [],
    );
  });
});
