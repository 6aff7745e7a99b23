import type { FileWriter } from '../../base/ports.js';

/** Bytes after which a file is flushed: some tenths of a second of a disk's time. */
const FLUSH_BYTES = 2 ** 26;

/**
 * Has a file flushed while it is being written, so that the disk works beside the processor and little is left to wait
 * for at the end.
 */
export class BackgroundFlush {
  private waiting = 0;
  private flushing: Promise<void> | undefined;
  private failure: { readonly thrown: unknown } | undefined;

  constructor(
    private readonly file: Pick<FileWriter, 'flush'>,
    private readonly everyBytes = FLUSH_BYTES,
  ) {}

  /** So many bytes more have been written. */
  written(bytes: number): void {
    this.waiting += bytes;
    if (this.waiting >= this.everyBytes && this.flushing === undefined) {
      this.waiting = 0;
      this.flushing = this.flush();
    }
  }

  /** Waits for the flush under way. Throws what any of them threw: a system may tell of a full disk only once. */
  async end(): Promise<void> {
    await this.flushing;
    if (this.failure !== undefined) {
      throw this.failure.thrown;
    }
  }

  private async flush(): Promise<void> {
    try {
      await this.file.flush();
    } catch (thrown) {
      this.failure ??= { thrown };
    } finally {
      this.flushing = undefined;
    }
  }
}
