import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from '../protocol/worker-messages.js';

/** A worker's line to whoever started it: the same for both carriers. */
export interface ParentChannel {
  /** Messages after the parent is gone are dropped. */
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** Called when the parent has ended or let go of us. */
  onClose(listener: () => void): void;
  /** Waits until what was sent is on its way, so that the process may end. */
  flush(): Promise<void>;
}

/** Opens the line to the parent; throws where nobody has started this program as a worker. */
export function openParentChannel(): ParentChannel {
  if (parentPort !== null) {
    return threadChannel(parentPort);
  }
  if (process.send !== undefined) {
    return processChannel();
  }
  throw new Error('The worker is started by Modelsmith, not by itself.');
}

function threadChannel(port: NonNullable<typeof parentPort>): ParentChannel {
  return {
    send(message) {
      port.postMessage(message);
    },
    onMessage(listener) {
      port.on('message', listener);
    },
    onClose(listener) {
      port.on('close', listener);
    },
    async flush() {
      // The parent reads a thread's messages to the last before it hears of the thread's end.
    },
  };
}

function processChannel(): ParentChannel {
  let sending: Promise<void> = Promise.resolve();
  return {
    send(message) {
      const sent = new Promise<void>((resolve) => {
        if (process.send === undefined || !process.connected) {
          resolve();
          return;
        }
        process.send(message, undefined, undefined, () => {
          resolve();
        });
      });
      sending = sending.then(async () => sent);
    },
    onMessage(listener) {
      process.on('message', (message) => {
        // Both ends are this program; see the protocol.
        listener(message as ToWorker);
      });
    },
    onClose(listener) {
      process.on('disconnect', listener);
    },
    async flush() {
      await sending;
    },
  };
}
