import type { Handlers } from '../experiments/carriers/peer.js';
import type { ParentMethods } from '../protocol/worker-messages.js';
import type { Terminal } from './terminal/terminal.js';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Relative paths on the command line start here. */
  readonly workingFolder: string;
  /** The worker's bundle (absolute path). */
  readonly workerBundle: string;
  /** What workers may ask of this process. */
  readonly serve: Handlers<ParentMethods>;
  /** This program's own bundle (absolute path), to start it once more in the background. */
  readonly ownBundle: string;
}

/** Options that all commands have. */
export interface CommonOptions {
  /** Print for machines: one JSON document, or for `run` and `resume` one a line. */
  readonly json?: boolean;
  /** The folder that has (or will have) `.modelsmith`. */
  readonly root?: string;
}
