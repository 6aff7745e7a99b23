// Installs what package-lock.json names, when node_modules lacks it. Imports only node:, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './root.mjs';

const oldestNode = { major: 20, minor: 19 };

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>} */
function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Whether every package of the lock file lies in node_modules at its version (an optional one may be for another system). */
export function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  // npm writes this file itself, at the end of every install.
  const present = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || present[name]?.version === version || (optional === true && present[name] === undefined),
  );
}

/** Runs `npm ci` if anything is missing; ends the process with a message where that fails. */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode.major || (major === oldestNode.major && minor < oldestNode.minor)) {
    console.error(`Node ${oldestNode.major}.${oldestNode.minor} or newer is needed; this is ${process.version}.`);
    process.exit(1);
  }
  if (isInstalled()) {
    return;
  }
  console.log('Installing what package-lock.json names (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const ran = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (ran.status !== 0) {
    console.error('npm ci failed; see its messages above.');
    process.exit(1);
  }
}

/** Sets TensorFlow's library up where that can be done; where not, that is told, and WebAssembly computes. */
export function setUpTensorflow() {
  spawnSync(process.execPath, [path.join(root, 'scripts', 'tensorflow.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
