import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureCodeServer, type CodeServer } from './code-server.js';
import { runProgram } from './run-program.js';
import type { RunFolders } from './run-folders.js';

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;

/** A running VS Code server, of the loopback address only. */
export interface VscodeServer {
  /** `host:port`, as VS Code names the place of its files. */
  readonly authority: string;
  /** The process id of the server; the extension hosts are its children. */
  readonly pid: number;
  /** The address of a window on `folder`; `payload` holds pairs that VS Code reads at its start. */
  windowUrl(folder: string, payload?: readonly (readonly [string, string])[]): string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Needed to run extension tests. It also hides notifications, so tests of the interface go without. */
  readonly driver?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** A secret that a window's address has to name; without one, every program of this machine may open a window. */
  readonly token?: string;
}

/** Starts VS Code's server with the folders as its whole world; throws with its log when it doesn't get ready. */
export async function startVscodeServer(folders: RunFolders, options: ServerOptions = {}): Promise<VscodeServer> {
  const codeServer = await ensureCodeServer();
  const port = await freePort();
  const logFile = path.join(folders.base, 'server.log');
  const log = openSync(logFile, 'a');
  const access = options.token === undefined ? '--without-connection-token' : `--connection-token=${options.token}`;
  const args = ['--host', '127.0.0.1', '--port', String(port), access];
  if (options.driver === true) {
    args.push('--enable-smoke-test-driver');
  }
  const child = spawn(codeServer.node, [...commonArguments(codeServer, folders), ...args], {
    // An empty gallery keeps it from asking the network.
    env: { ...cleanEnvironment(folders), EXTENSIONS_GALLERY: '{}', ...options.env },
    stdio: ['ignore', log, log],
    // A process group of its own, so that stop() ends its extension hosts and terminals, too.
    detached: true,
  });
  closeSync(log);
  const endWithProcess = () => {
    signalGroup(child.pid, 'SIGKILL');
  };
  process.once('exit', endWithProcess);
  endOnSignals();
  const authority = `127.0.0.1:${String(port)}`;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!hasEnded()) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      signalGroup(child.pid, 'SIGTERM');
      await Promise.race([ended, delay(stopTimeoutMs)]);
    }
    endWithProcess();
    process.off('exit', endWithProcess);
  };
  const deadline = performance.now() + readyTimeoutMs;
  while (!(await answers(`http://${authority}/version`))) {
    if (hasEnded() || performance.now() > deadline || child.pid === undefined) {
      await stop();
      throw new Error(`VS Code's server did not start:\n${readFileSync(logFile, 'utf8')}`);
    }
    await delay(100);
  }
  return {
    authority,
    pid: child.pid ?? 0,
    windowUrl: (folder, payload) => {
      const query = new URLSearchParams({ folder });
      if (options.token !== undefined) {
        query.set('tkn', options.token);
      }
      if (payload !== undefined) {
        query.set('payload', JSON.stringify(payload));
      }
      return `http://${authority}/?${query.toString()}`;
    },
    stop,
  };
}

/** Installs a packaged extension, as a user would from the file. */
export async function installExtension(folders: RunFolders, vsix: string): Promise<void> {
  const codeServer = await ensureCodeServer();
  const args = [...commonArguments(codeServer, folders), '--install-extension', vsix, '--force'];
  const output = await runProgram(codeServer.node, args, { env: cleanEnvironment(folders) });
  if (!output.includes('successfully installed')) {
    throw new Error(`VS Code did not install ${vsix}:\n${output}`);
  }
}

function commonArguments(codeServer: CodeServer, folders: RunFolders): string[] {
  return [
    codeServer.entry,
    '--accept-server-license-terms',
    '--telemetry-level=off',
    `--server-data-dir=${folders.base}`,
    `--extensions-dir=${folders.extensions}`,
  ];
}

/** The environment of a user with an empty home: nothing of an editor or a Node around this process comes along. */
function cleanEnvironment(folders: RunFolders): NodeJS.ProcessEnv {
  const foreign = (name: string) => name.startsWith('VSCODE_') || ['NODE_OPTIONS', 'PORT', 'PASSWORD'].includes(name);
  const kept = Object.entries(process.env).filter(([name]) => !foreign(name) && !name.startsWith('NODE_TEST_'));
  return { ...Object.fromEntries(kept), HOME: folders.home, USERPROFILE: folders.home };
}

/** Lets a signal that ends this process run its `exit` listeners first, which it otherwise doesn't. */
function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeListener(signal, exitNow);
    process.once(signal, exitNow);
  }
}

function exitNow(): void {
  process.exit(1);
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') {
          reject(new Error('The system gave no port.'));
        } else {
          resolve(address.port);
        }
      });
    });
  });
}
