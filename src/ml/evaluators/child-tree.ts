import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

export interface ChildTreeOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What was printed may still be on its way when a program has ended; a descendant out of reach may hold it up for ever. */
const LAST_WORDS_MS = 500;

/** A program with all that it starts: ended together, so that a cancelled evaluation leaves nothing running. */
export class ChildTree {
  readonly process: ChildProcess;
  /** Settles when the program itself has ended; never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly error?: Error }>;

  constructor(command: readonly string[], options: ChildTreeOptions) {
    const [program = '', ...args] = command;
    this.process = spawn(program, args, {
      cwd: options.folder,
      env: { ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      // A process group of its own: it can be ended as a whole.
      detached: process.platform !== 'win32',
    });
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => {
        resolve({ code: null, signal: null, error });
      });
      this.process.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
    // What it left behind would go on with nobody to wait for it, and hold its outputs open meanwhile.
    this.process.once('exit', () => {
      this.kill();
      setTimeout(() => {
        this.process.stdout?.destroy();
        this.process.stderr?.destroy();
      }, LAST_WORDS_MS).unref();
    });
    // A program that ends early closes its input; writing to it then is no event of ours.
    this.process.stdin?.on('error', () => undefined);
  }

  /** Ends the program and its descendants at once. */
  kill(): void {
    const { pid } = this.process;
    if (pid === undefined) {
      return;
    }
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone.
    }
  }
}
