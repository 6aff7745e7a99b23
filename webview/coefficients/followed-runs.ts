import { emptyCoefficients, reduceCoefficients } from '../../src/protocol/coefficients.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import type { RunHeader } from '../../src/protocol/view-messages.js';
import type { HostMessage } from '../shared/page.js';

/** A run as the host has told of it so far. */
export interface FollowedRun {
  readonly header: RunHeader | undefined;
  readonly state: CoefficientsState;
  /** False while what the run has said before is still on its way. */
  readonly caughtUp: boolean;
  readonly gone: boolean;
  /** How often its events began anew. */
  readonly replays: number;
}

export type FollowedRuns = ReadonlyMap<string, FollowedRun>;

const unheard: FollowedRun = {
  header: undefined,
  state: emptyCoefficients,
  caughtUp: false,
  gone: false,
  replays: 0,
};

/** The runs by their keys after another message of the host. */
export function followRuns(runs: FollowedRuns, message: HostMessage): FollowedRuns {
  const key = typeof message.run === 'string' ? message.run : message.run.key;
  return new Map(runs).set(key, changed(runs.get(key) ?? unheard, message));
}

function changed(run: FollowedRun, message: HostMessage): FollowedRun {
  switch (message.type) {
    case 'start':
    case 'run':
      return { ...run, header: message.run, gone: false };
    case 'gone':
      return { ...run, gone: true };
    case 'events': {
      const before = message.restart ? emptyCoefficients : run.state;
      return {
        ...run,
        state: reduceCoefficients(before, message.events),
        // What has been told once is not "on its way" any more; a re-sent state that comes in parts is.
        caughtUp: message.caughtUp || (run.caughtUp && !message.restart),
        replays: run.replays + (message.restart ? 1 : 0),
      };
    }
  }
}
