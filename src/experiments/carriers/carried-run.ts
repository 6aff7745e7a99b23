/**
 * The parent's half of a run: hands the job to the carrier, hears how it goes, answers requests, and writes down what
 * became of the run when the worker can't.
 */
import { randomUUID } from 'node:crypto';
import { modelsmithError, problem } from '../../base/errors.js';
import type { FromWorker, ParentMethods } from '../../protocol/worker-messages.js';
import { readRequest } from '../runs/run-request.js';
import { settleRun } from '../runs/settle-run.js';
import type { Settlement } from '../runs/settle-run.js';
import type { Carrier, CarrierEnd } from './carrier.js';
import { Peer } from './peer.js';
import { refusalError } from './refusal-error.js';
import type { RunEnd, RunHandle, StartRunOptions } from './run-handle.js';

/** A worker that hasn't heard a stop by then is stuck in a computation and is ended; its last snapshot counts. */
const HEAR_STOP_MS = 900;
/** A stop that was heard may take this long: the time to write a large snapshot to a slow disk. */
const FINISH_STOP_MS = 60_000;
/** Letting the lock go is all that is left to do after the last word. */
const FAREWELL_MS = 10_000;
/** The worker looks for requests itself; this is for one that is stuck. */
const LOOK_FOR_REQUEST_MS = 500;

/** A run whose worker this process has started. */
export class CarriedRun implements RunHandle {
  readonly runFolder: string;
  readonly owned: Promise<void>;
  readonly ended: Promise<RunEnd>;
  private readonly token = randomUUID();
  private readonly listeners = new Set<() => void>();
  private readonly peer: Peer<ParentMethods, Record<string, never>>;
  private lastWord: RunEnd | undefined;
  private isOwned = false;
  private intention: 'none' | 'stop' | 'abandon' = 'none';
  private deadline: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;
  private resolveOwned: () => void = () => undefined;
  private rejectOwned: (thrown: unknown) => void = () => undefined;

  constructor(
    private readonly carrier: Carrier,
    options: StartRunOptions,
  ) {
    this.runFolder = options.runFolder;
    this.peer = new Peer((message) => {
      carrier.send(message);
    }, options.serve);
    this.owned = new Promise<void>((resolve, reject) => {
      this.resolveOwned = resolve;
      this.rejectOwned = reject;
    });
    const onAbort = (): void => {
      this.stop();
    };
    this.ended = carrier.ended
      .then(async (end) => this.conclude(end))
      .finally(() => options.signal?.removeEventListener('abort', onAbort));
    carrier.listen((message) => {
      this.receive(message, options.resume ?? false);
    });
    options.signal?.addEventListener('abort', onAbort);
  }

  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  stop(): void {
    if (this.intention === 'none') {
      this.intention = 'stop';
      this.carrier.send({ type: 'stop' });
      this.killIn(HEAR_STOP_MS);
    }
  }

  async abandon(): Promise<void> {
    this.intention = 'abandon';
    this.carrier.kill();
    await this.ended;
  }

  private receive(message: FromWorker, resume: boolean): void {
    if (this.peer.receive(message)) {
      return;
    }
    switch (message.type) {
      case 'ready': {
        const { runFolder, token } = this;
        this.carrier.send({ type: 'start', job: { type: 'run', runFolder, resume, token } });
        break;
      }
      case 'owned':
        this.isOwned = true;
        this.lookForRequests();
        this.resolveOwned();
        break;
      case 'refused':
        // Nothing was changed, so nothing is written down.
        this.lastWord = { status: 'queued', problems: message.problems };
        break;
      case 'stopping':
        this.killIn(FINISH_STOP_MS);
        break;
      case 'ended':
        this.lastWord = { status: message.status, problems: message.problems };
        this.killIn(FAREWELL_MS);
        break;
      case 'changed':
        break;
      default:
        return;
    }
    for (const listener of this.listeners) {
      listener();
    }
  }

  private lookForRequests(): void {
    this.looking = setInterval(() => {
      void readRequest(this.runFolder).then(
        (request) => {
          if (request !== undefined) {
            this.stop();
          }
        },
        // A folder that can't be read right now is looked at again.
        () => undefined,
      );
    }, LOOK_FOR_REQUEST_MS);
  }

  private killIn(ms: number): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => {
      this.carrier.kill();
    }, ms);
  }

  /** The carrier is gone: what the worker said last counts, else how the carrier ended. */
  private async conclude(end: CarrierEnd): Promise<RunEnd> {
    clearTimeout(this.deadline);
    clearInterval(this.looking);
    this.peer.close(modelsmithError('worker-not-started', { reason: 'ended' }));
    const lastWord = this.lastWord ?? (await this.settle(end));
    // Without effect where the run was owned.
    this.rejectOwned(refusalError(lastWord.problems));
    for (const listener of this.listeners) {
      listener();
    }
    return lastWord;
  }

  private async settle(end: CarrierEnd): Promise<RunEnd> {
    const settlement = settlementOf(end, this.intention === 'stop');
    const evenQueued = settlement.status === 'failed' && !this.isOwned;
    const problems = settlement.status === 'failed' ? settlement.problems : [];
    try {
      const status = await settleRun(this.runFolder, settlement, { deadToken: this.token, evenQueued });
      return { status, problems };
    } catch {
      // The folder is gone or can't be written: readers see a dead owner, and so do we.
      return { status: settlement.status, problems };
    }
  }
}

function settlementOf(end: CarrierEnd, stopping: boolean): Settlement {
  switch (end.by) {
    case 'parent':
      return { status: stopping ? 'cancelled' : 'interrupted' };
    case 'outside':
      return { status: 'interrupted' };
    case 'itself':
      return { status: 'failed', problems: [problem('worker-died', { cause: 'exit-code', detail: '0', output: '' })] };
    case 'crash': {
      const { cause, detail, output } = end;
      return { status: 'failed', problems: [problem('worker-died', { cause, detail, output })] };
    }
  }
}
