// `npm start`: from a fresh clone to a merged model. Installs what is missing, builds, makes the sample workspace, runs its merge, prints
// where to look, and opens VS Code on it where there is one; without a terminal it ends there.
// `npm run start:web` opens it in a VS Code for the browser instead. Imports only node: (see lib/install.mjs).
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ensureInstalled, setUpTensorflow } from './lib/install.mjs';
import { root } from './lib/root.mjs';

const sample = path.join(root, 'sample');
const experiment = path.join(sample, 'pcb.experiment.yaml');
const cli = path.join(root, 'dist', 'cli.js');

/** Runs a module with this Node in the foreground; ends with its status where that isn't 0. @param {readonly string[]} command */
function run(...command) {
  const ran = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (ran.status !== 0) {
    process.exit(ran.status ?? 1);
  }
}

/** The desktop VS Code's command, if there is one on the PATH. */
function findCode() {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => fs.existsSync(file));
}

ensureInstalled();
setUpTensorflow();
console.log('Building …');
run(path.join(root, 'scripts', 'build.mjs'));
if (!fs.existsSync(experiment)) {
  console.log('Making the sample workspace …');
  run(cli, 'sample', sample);
}
console.log(`Running ${path.relative(process.cwd(), experiment)} …`);
run(cli, 'run', experiment, '--root', sample);

const merged = path.join(sample, 'merged', 'pcb');
const terminal = `node ${path.relative(process.cwd(), cli)}`;
console.log(`
The merged model is in ${merged}.
  Its tensors:        ${terminal} inspect ${path.relative(process.cwd(), merged)}
  What went into it:  open ${sample} in VS Code, choose the Modelsmith icon in the activity bar, and the run below pcb
  All runs:           ${terminal} list --root ${path.relative(process.cwd(), sample)}
  In a browser:       npm run start:web`);

if (process.argv.includes('--web')) {
  run(path.join(root, 'scripts', 'start-web.mjs'), sample);
} else if (process.stdout.isTTY && process.stdin.isTTY) {
  const code = findCode();
  if (code === undefined) {
    console.log('\nThere is no `code` on the PATH to open VS Code with; `npm run start:web` needs none.');
  } else {
    console.log('\nOpening VS Code …');
    const window = spawn(code, [`--extensionDevelopmentPath=${root}`, sample], {
      stdio: 'ignore',
      detached: true,
      shell: process.platform === 'win32',
    });
    window.unref();
  }
}
