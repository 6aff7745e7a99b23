import type { WorkerDeath } from '../../base/offences.js';
import type { FromWorker, ToWorker } from '../../protocol/worker-messages.js';

/** How a carrier came to its end. */
export type CarrierEnd =
  /** Exit code 0, after it had said so or not. */
  | { readonly by: 'itself' }
  /** A crash from within: an exception, an abort, an exit code. `output`: the end of what it wrote to its error stream. */
  | { readonly by: 'crash'; readonly cause: WorkerDeath; readonly detail: string; readonly output: string }
  /** Ended by its parent's `kill`. */
  | { readonly by: 'parent' }
  /** Killed by somebody else: a person, the system's memory killer, a shutdown. */
  | { readonly by: 'outside'; readonly detail: string };

/** What carries a worker: a thread of this process or a process of its own. */
export interface Carrier {
  /** Messages to a carrier that has ended are dropped. */
  send(message: ToWorker): void;
  /** Replaces the listener; messages that came before are kept for it. */
  listen(listener: (message: FromWorker) => void): void;
  /** Never rejects; all messages were delivered before. Rejection of a start is a crash like any other. */
  readonly ended: Promise<CarrierEnd>;
  /** Ends it at once. */
  kill(): void;
}
