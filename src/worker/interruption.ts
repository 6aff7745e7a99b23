import type { HeldLock } from '../experiments/runs/folder-lock.js';

/** Whatever ends an attempt from the side: an error that nothing caught, a log that can't be written, a lost lock. */
export class Interruption {
  private readonly raised: Promise<never>;
  private reject: (thrown: unknown) => void = () => undefined;
  private readonly onUncaught = (thrown: unknown): void => {
    this.raise(thrown);
  };

  constructor(lock: HeldLock) {
    this.raised = new Promise<never>((_, reject) => {
      this.reject = reject;
    });
    // It may be raised while nobody races.
    this.raised.catch(() => undefined);
    lock.lost.addEventListener('abort', () => {
      this.raise(lock.lost.reason);
    });
    // Rejections that nobody handles come here, too.
    process.on('uncaughtException', this.onUncaught);
  }

  raise(thrown: unknown): void {
    this.reject(thrown);
  }

  /** The work's result, unless something comes in between; the work then goes on without anybody listening. */
  async race<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.raised]);
  }
}
