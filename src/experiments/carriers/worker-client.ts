import { ModelsmithError, modelsmithError, problem } from '../../base/errors.js';
import type { ParentMethods, ToWorker, WorkerMethods } from '../../protocol/worker-messages.js';
import type { Carrier, CarrierEnd } from './carrier.js';
import { Peer } from './peer.js';
import type { Handlers, RequestOptions } from './peer.js';
import { startThread } from './thread-carrier.js';

/** A worker without work is ended after this: it holds headers and code in memory. */
const IDLE_MS = 60_000;

export interface WorkerClientOptions {
  /** The worker's bundle (absolute path). */
  readonly workerBundle: string;
  readonly idleMs?: number;
  readonly serve?: Handlers<ParentMethods>;
}

interface Connection {
  readonly carrier: Carrier;
  readonly peer: Peer<ParentMethods, WorkerMethods>;
}

/** Asks a worker thread for plans, listings and histograms; it is started at the first request and ended when idle. */
export class WorkerClient {
  private connection: Connection | undefined;
  private idle: NodeJS.Timeout | undefined;
  private isDisposed = false;

  constructor(private readonly options: WorkerClientOptions) {}

  /**
   * One request. Rejects with `ModelsmithError` (the worker's problems, or `worker-died` where it crashed: the next
   * request starts a new one), and at once with the signal's reason when it is aborted.
   */
  async request<Method extends keyof WorkerMethods>(
    method: Method,
    params: WorkerMethods[Method]['params'],
    options: RequestOptions,
  ): Promise<WorkerMethods[Method]['result']> {
    if (this.isDisposed) {
      throw modelsmithError('worker-not-started', { reason: 'disposed' });
    }
    clearTimeout(this.idle);
    const connection = (this.connection ??= this.connect());
    const { peer } = connection;
    try {
      return await peer.request(method, params, options);
    } finally {
      if (this.connection === connection && peer.waiting === 0) {
        this.endWhenIdle();
      }
    }
  }

  /** Ends the worker; what waits for it is rejected. */
  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.idle);
    this.connection?.carrier.kill();
  }

  private connect(): Connection {
    const carrier = startThread(this.options.workerBundle);
    /** Until the worker has its job it hears nothing else: what is asked meanwhile waits here. */
    let waiting: ToWorker[] | undefined = [];
    const peer = new Peer<ParentMethods, WorkerMethods>((message) => {
      if (waiting === undefined) {
        carrier.send(message);
      } else {
        waiting.push(message);
      }
    }, this.options.serve);
    const connection: Connection = { carrier, peer };
    carrier.listen((message) => {
      if (!peer.receive(message) && message.type === 'ready') {
        for (const one of [{ type: 'start', job: { type: 'serve' } } as const, ...(waiting ?? [])]) {
          carrier.send(one);
        }
        waiting = undefined;
      }
    });
    void carrier.ended.then((end) => {
      if (this.connection === connection) {
        this.connection = undefined;
      }
      peer.close(deathOf(end));
    });
    return connection;
  }

  private endWhenIdle(): void {
    this.idle = setTimeout(() => {
      this.connection?.carrier.kill();
      this.connection = undefined;
    }, this.options.idleMs ?? IDLE_MS);
    this.idle.unref();
  }
}

function deathOf(end: CarrierEnd): ModelsmithError {
  if (end.by === 'crash') {
    const { cause, detail, output } = end;
    return new ModelsmithError([problem('worker-died', { cause, detail, output })]);
  }
  return modelsmithError('worker-not-started', { reason: end.by });
}
