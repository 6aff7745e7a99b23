import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { prepareOnce } from './prepare-once.js';
import { runProgram } from './run-program.js';

// code-server carries a whole VS Code: 4.139.1 is VS Code 1.139.1. Its native parts are built for the Node that stands beside it.
const version = process.env['MODELSMITH_CODE_SERVER'] ?? '4.139.1';
const nodeVersion = process.env['MODELSMITH_CODE_SERVER_NODE'] ?? '24.21.0';

/** A VS Code server on this machine. */
export interface CodeServer {
  /** The Node that runs it. */
  readonly node: string;
  /**
   * VS Code's own server inside code-server, started without code-server's wrapper: it takes `--enable-smoke-test-driver`,
   * without which a built VS Code runs no extension tests.
   */
  readonly entry: string;
}

/** The VS Code server of the cache, installed from npm (about 780 MB) when it isn't there. */
export async function ensureCodeServer(): Promise<CodeServer> {
  const folder = await prepareOnce(`code-server-${version}-node-${nodeVersion}`, install);
  return {
    node: path.join(folder, 'node_modules', nodePackage(), 'bin', 'node'),
    entry: path.join(inside(folder), 'out', 'server-main.js'),
  };
}

const inside = (folder: string) => path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
const nodePackage = () => `node-${process.platform}-${process.arch}`;

async function install(folder: string): Promise<void> {
  console.log(`Installing VS Code for tests (code-server ${version}) from npm, once for this machine …`);
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const npmInstall = (cwd: string, ...args: readonly string[]) =>
    runProgram('npm', ['install', ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      folder: cwd,
    });
  await npmInstall(folder, `code-server@${version}`, `${nodePackage()}@${nodeVersion}`);
  // code-server ships VS Code's server without its dependencies and would install them in a script.
  await npmInstall(inside(folder), '--omit=dev');
}
