import { ModelsmithError, isCancellation, modelsmithError, problemsOf } from '../../base/errors.js';
import type {
  CancelMessage,
  ProgressMessage,
  RequestMessage,
  ResponseMessage,
} from '../../protocol/worker-messages.js';
import { AbortListeners } from './abort-listeners.js';

type PeerMessage = RequestMessage | CancelMessage | ProgressMessage | ResponseMessage;
/** Methods by name, as `WorkerMethods` and `ParentMethods` declare them. */
type Methods<Table> = { readonly [Name in keyof Table]: { readonly params: unknown; readonly result: unknown } };

export interface ServeContext {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** What a side serves; a method without a handler is answered by `port-not-available`. */
export type Handlers<Table extends Methods<Table>> = {
  readonly [Name in keyof Table]?: (
    params: Table[Name]['params'],
    context: ServeContext,
  ) => Promise<Table[Name]['result']>;
};

export interface RequestOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

interface PendingRequest {
  readonly onProgress: ((done: number, total: number) => void) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/** One side of the requests of `protocol/worker-messages.ts`: it asks for `Theirs` and serves `Ours`. */
export class Peer<Ours extends Methods<Ours>, Theirs extends Methods<Theirs>> {
  private readonly aborts = new AbortListeners();
  private readonly pending = new Map<number, PendingRequest>();
  private readonly serving = new Map<number, AbortController>();
  private lastId = 0;
  private closed: Error | undefined;

  constructor(
    private readonly send: (message: PeerMessage) => void,
    private readonly handlers: Handlers<Ours> = {},
  ) {}

  /** Requests that wait for an answer of the other side. */
  get waiting(): number {
    return this.pending.size;
  }

  /**
   * Asks the other side. Rejects with its problems (`ModelsmithError`), with the signal's reason as soon as it is
   * aborted (the other side is told to give up), or with what `close` was given.
   */
  async request<Name extends keyof Theirs & string>(
    method: Name,
    params: Theirs[Name]['params'],
    options: RequestOptions,
  ): Promise<Theirs[Name]['result']> {
    const { signal } = options;
    signal.throwIfAborted();
    if (this.closed !== undefined) {
      throw this.closed;
    }
    this.lastId++;
    const id = this.lastId;
    let unlisten = (): void => undefined;
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.pending.set(id, { onProgress: options.onProgress, resolve, reject });
        unlisten = this.aborts.add(signal, () => {
          this.send({ type: 'cancel', id });
          reject(signal.reason as Error);
        });
        this.send({ type: 'request', id, method, params });
      });
    } finally {
      unlisten();
      this.pending.delete(id);
    }
  }

  /** Takes a message of the protocol; false where it is none about requests. */
  receive(message: { readonly type: string }): boolean {
    if (!isPeerMessage(message)) {
      return false;
    }
    switch (message.type) {
      case 'request':
        void this.serve(message);
        break;
      case 'cancel':
        this.serving.get(message.id)?.abort();
        break;
      case 'progress':
        this.pending.get(message.id)?.onProgress?.(message.done, message.total);
        break;
      case 'response':
        this.settle(message);
        break;
    }
    return true;
  }

  /** The other side is gone: what waits for it is rejected, what is served for it is cancelled. */
  close(reason: Error): void {
    this.closed = reason;
    for (const { reject } of this.pending.values()) {
      reject(reason);
    }
    for (const controller of this.serving.values()) {
      controller.abort();
    }
  }

  private settle(message: ResponseMessage): void {
    const pending = this.pending.get(message.id);
    if (pending === undefined) {
      return;
    }
    if (message.ok) {
      pending.resolve(message.result);
      return;
    }
    const [first, ...others] = message.problems;
    const cancelled = message.cancelled || first === undefined;
    pending.reject(
      cancelled
        ? new DOMException('cancelled by the other side', 'AbortError')
        : new ModelsmithError([first, ...others]),
    );
  }

  private async serve({ id, method, params }: RequestMessage): Promise<void> {
    const controller = new AbortController();
    this.serving.set(id, controller);
    const context: ServeContext = {
      signal: controller.signal,
      onProgress: (done, total) => {
        this.send({ type: 'progress', id, done, total });
      },
    };
    try {
      const result = await this.handle(method, params, context);
      this.send({ type: 'response', id, ok: true, result });
    } catch (thrown) {
      const cancelled = isCancellation(thrown);
      this.send({ type: 'response', id, ok: false, problems: cancelled ? [] : problemsOf(thrown), cancelled });
    } finally {
      this.serving.delete(id);
    }
  }

  private async handle(method: string, params: unknown, context: ServeContext): Promise<unknown> {
    const handler = Object.hasOwn(this.handlers, method) ? this.handlers[method as keyof Ours] : undefined;
    if (handler === undefined) {
      throw modelsmithError('port-not-available', { port: method });
    }
    // Both ends are this program, and `request` has typed the parameters by the method's name.
    return handler(params, context);
  }
}

function isPeerMessage(message: { readonly type: string }): message is PeerMessage {
  return ['request', 'cancel', 'progress', 'response'].includes(message.type);
}
