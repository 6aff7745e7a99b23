import { takeLock } from '../experiments/runs/folder-lock.js';
import type { LockFolder } from '../ml/hub/fetch-blob.js';

/** How often one who waits looks whether it is his turn. */
const LOOK_MS = 250;

/** Waits until nobody else holds the lock of a folder, and takes it; a dead owner's lock is free. */
export const lockHubFolder: LockFolder = async (folder, signal) => {
  for (;;) {
    signal.throwIfAborted();
    const attempt = await takeLock(folder);
    if (attempt.held) {
      return () => attempt.lock.release();
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};
