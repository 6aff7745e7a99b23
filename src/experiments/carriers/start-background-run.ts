import { ModelsmithError, modelsmithError, problem } from '../../base/errors.js';
import type { ParentMethods } from '../../protocol/worker-messages.js';
import { requestStop } from '../runs/run-request.js';
import { hasEnded, readRunState } from '../runs/run-status.js';
import { refusalError } from './refusal-error.js';
import { startChild } from './child-carrier.js';
import type { ChildCarrier } from './child-carrier.js';
import { Peer } from './peer.js';
import type { RunEnd, RunHandle, StartRunOptions } from './run-handle.js';

/** How often a run is looked at whose worker doesn't talk to us. */
const LOOK_MS = 500;
/**
 * A run whose worker has died looks interrupted until its supervisor has written down the cause, which takes it a moment: so
 * many looks in a row have to find it interrupted.
 */
const INTERRUPTED_LOOKS = 6;

/**
 * Starts a supervisor process that outlives this one and is the parent of the run's worker; returns when the run is
 * owned, and lets go of the process. Throws like `startRun`.
 */
export async function startBackgroundRun(options: StartRunOptions): Promise<RunHandle> {
  const { runFolder } = options;
  const supervisor = startChild(options.workerBundle, { detached: true });
  try {
    await handOver(supervisor, options);
  } finally {
    supervisor.release();
  }
  let ended: Promise<RunEnd> | undefined;
  return {
    runFolder,
    // Looked for only when somebody asks, so that a process that has started a run may end before it.
    get ended() {
      ended ??= waitForEnd(runFolder);
      return ended;
    },
    // Nobody tells us sooner than the disk.
    onDidChange: () => () => undefined,
    stop() {
      // A run that has ended meanwhile needs no stop.
      requestStop(runFolder, 'parent').catch(() => undefined);
    },
    async abandon() {
      // It is its own owner.
    },
  };
}

/** Gives the supervisor its job; returns when the run is owned. */
async function handOver(supervisor: ChildCarrier, options: StartRunOptions): Promise<void> {
  const { runFolder, signal } = options;
  const carrier = options.kindCarrier ?? 'thread';
  const onAbort = (): void => {
    supervisor.send({ type: 'stop' });
  };
  signal?.addEventListener('abort', onAbort);
  try {
    const peer = new Peer<ParentMethods, Record<string, never>>((message) => {
      supervisor.send(message);
    }, options.serve);
    await new Promise<void>((resolve, reject) => {
      supervisor.listen((message) => {
        if (peer.receive(message)) {
          return;
        }
        switch (message.type) {
          case 'ready':
            supervisor.send({
              type: 'start',
              job: { type: 'supervise', runFolder, resume: options.resume ?? false, carrier },
            });
            break;
          case 'owned':
            resolve();
            break;
          case 'refused':
            reject(refusalError(message.problems));
            break;
          default:
        }
      });
      void supervisor.ended.then((end) => {
        reject(
          end.by === 'crash'
            ? new ModelsmithError([
                problem('worker-died', { cause: end.cause, detail: end.detail, output: end.output }),
              ])
            : modelsmithError('worker-not-started', { reason: end.by === 'outside' ? end.detail : end.by }),
        );
      });
    });
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function waitForEnd(runFolder: string): Promise<RunEnd> {
  for (let interrupted = 0; ; ) {
    const state = await readRunState(runFolder).catch(() => undefined);
    if (state === undefined) {
      return { status: 'interrupted', problems: [] };
    }
    interrupted = state.status === 'interrupted' ? interrupted + 1 : 0;
    if (hasEnded(state.status) && (interrupted === 0 || interrupted >= INTERRUPTED_LOOKS)) {
      return { status: state.status, problems: state.record.problems ?? [] };
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
  }
}
