import type { ParentChannel } from './parent-channel.js';
import type { StopSignal } from './stop-signal.js';
import type { WorkerParts } from './worker-parts.js';

/** What every job of a worker has at hand. */
export interface JobTools {
  readonly channel: ParentChannel;
  readonly stop: StopSignal;
  readonly parts: WorkerParts;
}
