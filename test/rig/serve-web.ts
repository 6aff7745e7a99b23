// A VS Code for the browser on MODELSMITH_FOLDER, with the package of MODELSMITH_VSIX: what `npm run start:web` starts.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { makeRunFolders } from './run-folders.js';
import { installExtension, startVscodeServer } from './vscode-server.js';

async function main(): Promise<void> {
  const { MODELSMITH_VSIX: vsix = '', MODELSMITH_FOLDER: folder = '' } = process.env;
  const folders = makeRunFolders('web');
  await installExtension(folders, vsix);
  const server = await startVscodeServer(folders, { token: randomBytes(16).toString('hex') });
  console.log(`\nVS Code with Modelsmith: ${server.windowUrl(folder)}`);
  process.once('exit', () => {
    rmSync(folders.base, { recursive: true, force: true });
  });
  if (process.stdin.isTTY) {
    console.log('Ctrl-C ends it.');
  } else {
    await server.stop();
  }
}

void main();
