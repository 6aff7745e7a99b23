import type { RunEvent } from '../../src/protocol/events.js';
import type { RunHeader } from '../../src/protocol/view-messages.js';
import type { HostMessage } from './page.js';

/** What a view makes of a run's events: one of the reducers of `src/protocol/`. */
export interface RunReducer<State> {
  readonly empty: State;
  readonly reduce: (state: State, events: readonly RunEvent[]) => State;
}

/** A run as the host has told of it so far. */
export interface FollowedRun<State> {
  readonly header: RunHeader | undefined;
  readonly state: State;
  /** False while what the run has said before is still on its way. */
  readonly caughtUp: boolean;
  readonly gone: boolean;
  /** How often its events began anew. */
  readonly replays: number;
}

/** Followed runs by their keys. */
export type FollowedRuns<State> = ReadonlyMap<string, FollowedRun<State>>;

/** The runs after another message of the host. */
export function followRuns<State>(
  runs: FollowedRuns<State>,
  message: HostMessage,
  reducer: RunReducer<State>,
): FollowedRuns<State> {
  const key = typeof message.run === 'string' ? message.run : message.run.key;
  const unheard = { header: undefined, state: reducer.empty, caughtUp: false, gone: false, replays: 0 };
  return new Map(runs).set(key, changed(runs.get(key) ?? unheard, message, reducer));
}

function changed<State>(
  run: FollowedRun<State>,
  message: HostMessage,
  { empty, reduce }: RunReducer<State>,
): FollowedRun<State> {
  switch (message.type) {
    case 'start':
    case 'run':
      return { ...run, header: message.run, gone: false };
    case 'gone':
      return { ...run, gone: true };
    case 'events':
      return {
        ...run,
        state: reduce(message.restart ? empty : run.state, message.events),
        // What has been told once is not "on its way" any more; a re-sent state that comes in parts is.
        caughtUp: message.caughtUp || (run.caughtUp && !message.restart),
        replays: run.replays + (message.restart ? 1 : 0),
      };
  }
}
