import { exitCodes } from './exit-code.js';

/**
 * Ctrl-C: the first asks what goes on to stop in good order, the second ends the process at once (a run is then found
 * interrupted and can be resumed from its last snapshot).
 */
export function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) {
      process.exit(exitCodes.cancelled);
    }
    controller.abort();
  });
  return controller.signal;
}
