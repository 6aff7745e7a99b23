import { readRequest } from '../experiments/runs/run-request.js';

/** Looked at no less often than this. */
const POLL_MS = 500;
/** Events may come by the thousand a second; the file system is asked at most this often. */
const LEAST_MS = 50;

/** Looks for stop requests of others in a run's folder. */
export class RequestWatch {
  private readonly timer: NodeJS.Timeout;
  private lookedAt = 0;
  private isLooking = false;

  constructor(
    private readonly runFolder: string,
    private readonly onStop: () => void,
  ) {
    this.timer = setInterval(() => {
      this.look();
    }, POLL_MS);
  }

  /** Looks now, unless that was done a moment ago. */
  look(): void {
    const now = Date.now();
    if (this.isLooking || now - this.lookedAt < LEAST_MS) {
      return;
    }
    this.lookedAt = now;
    this.isLooking = true;
    readRequest(this.runFolder)
      .then((request) => {
        if (request !== undefined) {
          this.onStop();
        }
      })
      // What can't be read now is read at the next look.
      .catch(() => undefined)
      .finally(() => {
        this.isLooking = false;
      });
  }

  dispose(): void {
    clearInterval(this.timer);
  }
}
