import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { FromWorker, ToWorker } from '../../protocol/worker-messages.js';
import type { Carrier, CarrierEnd } from './carrier.js';
import { Mailbox } from './mailbox.js';
import { OutputTail } from './output-tail.js';

/** Signals that a process raises against itself; every other one comes from outside. */
const FAULTS: ReadonlySet<string> = new Set(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']);

/** A process that carries a worker. */
export interface ChildCarrier extends Carrier {
  readonly pid: number | undefined;
  /** Closes the channel and no longer keeps this process alive: the child lives on alone. */
  release(): void;
}

export interface ChildOptions {
  readonly detached?: boolean;
  /** Threads that a native library may use for one operation; absent: as many as it likes. */
  readonly threads?: number | undefined;
}

/** TensorFlow reads the environment that its process was started with; setting it later has no effect. */
function tensorflowEnvironment(threads: number | undefined): Readonly<Record<string, string>> {
  return {
    // Below 2 it tells of the processor and of its own beginnings.
    TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '2',
    ...(threads === undefined ? {} : { TF_NUM_INTRAOP_THREADS: String(threads) }),
  };
}

/**
 * Starts a worker's bundle in a process of its own. `detached`: in a process group of its own, with no stream to this
 * process, so that it can outlive it.
 */
export function startChild(workerBundle: string, options: ChildOptions = {}): ChildCarrier {
  const detached = options.detached ?? false;
  const mailbox = new Mailbox<FromWorker>();
  let killed = false;
  const child = spawn(process.execPath, [workerBundle], {
    detached,
    // Electron's program is a Node only when it is told so.
    env: { ...process.env, ...tensorflowEnvironment(options.threads), ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: detached ? ['ignore', 'ignore', 'ignore', 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  const output = new OutputTail([child.stdout, child.stderr]);
  child.on('message', (message) => {
    // Both ends are this program; see the protocol.
    mailbox.receive(message as FromWorker);
  });
  const ended = endOfChild(child, output).then((end): CarrierEnd => (killed ? { by: 'parent' } : end));
  return {
    pid: child.pid,
    ended,
    send(message: ToWorker) {
      if (child.connected) {
        // The child may end at any moment; that is told by `ended`.
        child.send(message, () => undefined);
      }
    },
    listen(listener) {
      mailbox.listen(listener);
    },
    kill() {
      killed = true;
      child.kill('SIGKILL');
    },
    release() {
      if (child.connected) {
        child.disconnect();
      }
      child.unref();
    },
  };
}

async function endOfChild(child: ChildProcess, output: OutputTail): Promise<CarrierEnd> {
  return new Promise((resolve) => {
    child.on('error', (thrown) => {
      if (child.pid === undefined) {
        resolve({ by: 'crash', cause: 'exception', detail: thrown.message, output: '' });
      }
    });
    // `close` comes after `exit`, when the last of the output was read.
    child.on('close', (code, signal) => {
      resolve(endOf(code, signal, output.text));
    });
  });
}

function endOf(code: number | null, signal: string | null, output: string): CarrierEnd {
  if (signal !== null) {
    if (!FAULTS.has(signal)) {
      return { by: 'outside', detail: signal };
    }
    const cause = output.includes('JavaScript heap out of memory') ? 'memory' : 'signal';
    return { by: 'crash', cause, detail: signal, output };
  }
  return code === 0 ? { by: 'itself' } : { by: 'crash', cause: 'exit-code', detail: String(code), output };
}
