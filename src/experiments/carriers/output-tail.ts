import type { Readable } from 'node:stream';

/** Enough for a native library's last words and a stack. */
const TAIL_BYTES = 4096;

/** Keeps the end of what a worker writes, and keeps it from filling the pipe. */
export class OutputTail {
  private kept = Buffer.alloc(0);

  constructor(streams: readonly (Readable | null)[]) {
    for (const stream of streams) {
      stream?.on('data', (bytes: Buffer) => {
        this.kept = Buffer.concat([this.kept, bytes]).subarray(-TAIL_BYTES);
      });
    }
  }

  get text(): string {
    return this.kept.toString('utf8').trim();
  }
}
