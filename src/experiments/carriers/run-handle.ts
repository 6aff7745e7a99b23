import type { Problem } from '../../base/errors.js';
import type { RunStatus } from '../../protocol/run-record.js';
import type { ParentMethods } from '../../protocol/worker-messages.js';
import type { Handlers } from './peer.js';

export interface StartRunOptions {
  readonly runFolder: string;
  /** `background`: in a process that outlives this one and is carried in it as its kind wants. */
  readonly carrier: 'thread' | 'child' | 'background';
  /** What carries the run's kind; it matters to `background`, which is itself a process. */
  readonly kindCarrier?: 'thread' | 'child';
  /** The worker's bundle (absolute path). */
  readonly workerBundle: string;
  /** Go on with an ended run; see `resumeRun`. */
  readonly resume?: boolean;
  /** Aborted: the same as `stop`, also before the worker owns the run. */
  readonly signal?: AbortSignal;
  /** What this process serves its worker: secrets, an editor's language model. */
  readonly serve?: Handlers<ParentMethods>;
}

export interface RunEnd {
  readonly status: RunStatus;
  readonly problems: readonly Problem[];
}

/** A run that this process started. */
export interface RunHandle {
  readonly runFolder: string;
  /** How the run ended. Never rejects. */
  readonly ended: Promise<RunEnd>;
  /** Tells when the log may have grown, sooner than the disk does; returns what unsubscribes. */
  onDidChange(listener: () => void): () => void;
  /** Asks for a snapshot and the end as *cancelled*; `ended` tells when it is done, usually within a second. */
  stop(): void;
  /** Ends the carrier at once and leaves the run *interrupted*: for a host that closes. A background run goes on. */
  abandon(): Promise<void>;
}
