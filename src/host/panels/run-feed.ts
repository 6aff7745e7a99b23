import type { ToView } from '../../protocol/view-messages.js';
import { followEvents } from '../../experiments/runs/follow-events.js';

/**
 * Sends a run's events to its page: replayed from the start, then followed, at most 10 batches a second (the follower's
 * limit). `post` resolves when the page has the message, so a slow page is never flooded. Ends with the signal, or when
 * the run is deleted, which the page is told.
 */
export async function feedRun(
  runFolder: string,
  post: (message: ToView) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await followEvents(runFolder, {
    signal,
    onEvents: async ({ restart, events }) => {
      // A batch holds all that the log held when it was read.
      await post({ type: 'events', run: runFolder, restart, caughtUp: true, events });
    },
  });
  if (!signal.aborted) {
    await post({ type: 'gone', run: runFolder });
  }
}
