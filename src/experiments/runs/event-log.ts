import * as fs from 'node:fs/promises';
import type { EmittedEvent, RunEvent } from '../../protocol/events.js';
import { parseEventLine } from './event-lines.js';

/** Readers are to see events soon, and the disk few writes. */
const FLUSH_MS = 100;
const FLUSH_BYTES = 1 << 18;
const TAIL_BLOCK_BYTES = 1 << 16;
const NEWLINE = 0x0a;

export interface EventLogOptions {
  readonly now?: () => number;
  /** Called after events have reached the file, with the last `seq` in it. */
  readonly onWritten?: (seq: number) => void;
  /** Called once when writing fails for good (a full disk); later events are lost. */
  readonly onError?: (thrown: unknown) => void;
  /** Brings on the disk what events refer to, before they are written. */
  readonly before?: () => Promise<void>;
}

/** The writing end of `events.jsonl`; only the run's owner has one. */
export interface EventLog {
  /** The `seq` of the last event appended; 0 before the first. */
  readonly lastSeq: number;
  /** Numbers and stamps an event and queues it for writing. */
  append(event: EmittedEvent): RunEvent;
  /** Waits until all that was appended is in the file. Throws what the file system threw. */
  flush(): Promise<void>;
  /** The same, and until it is on the disk. */
  sync(): Promise<void>;
  /** Writes what is left and closes. */
  close(): Promise<void>;
}

/** Opens (or creates) a log for appending after its last whole event; a torn last line is cut off. */
export async function openEventLog(file: string, options: EventLogOptions = {}): Promise<EventLog> {
  const handle = await fs.open(file, (await exists(file)) ? 'r+' : 'wx+');
  try {
    const { end, lastSeq } = await findEnd(handle);
    await handle.truncate(end);
    return new AppendingLog(handle, end, lastSeq, options);
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

class AppendingLog implements EventLog {
  private readonly now: () => number;
  private pending: string[] = [];
  private pendingLength = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failure: { readonly thrown: unknown } | undefined;

  constructor(
    private readonly handle: fs.FileHandle,
    private position: number,
    private seq: number,
    private readonly options: EventLogOptions,
  ) {
    this.now = options.now ?? Date.now;
  }

  get lastSeq(): number {
    return this.seq;
  }

  append(event: EmittedEvent): RunEvent {
    this.seq++;
    const stamped: RunEvent = { seq: this.seq, at: this.now(), ...event };
    const line = `${JSON.stringify(stamped)}\n`;
    this.pending.push(line);
    this.pendingLength += line.length;
    if (this.pendingLength >= FLUSH_BYTES) {
      this.writeSoon(0);
    } else if (this.timer === undefined) {
      this.writeSoon(FLUSH_MS);
    }
    return stamped;
  }

  async flush(): Promise<void> {
    await this.write();
    if (this.failure !== undefined) {
      throw this.failure.thrown;
    }
  }

  async sync(): Promise<void> {
    await this.flush();
    await this.handle.sync();
  }

  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      clearTimeout(this.timer);
      await this.handle.close();
    }
  }

  private writeSoon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.write();
    }, ms);
    this.timer.unref();
  }

  /** Writes what waits, after what is being written. Never rejects; a failure is kept. */
  private write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writePending());
    return this.writing;
  }

  private async writePending(): Promise<void> {
    if (this.pending.length === 0 || this.failure !== undefined) {
      return;
    }
    const bytes = Buffer.from(this.pending.join(''), 'utf8');
    const { seq } = this;
    this.pending = [];
    this.pendingLength = 0;
    try {
      await this.options.before?.();
      let done = 0;
      while (done < bytes.length) {
        const written = await this.handle.write(bytes, done, bytes.length - done, this.position + done);
        done += written.bytesWritten;
      }
      this.position += bytes.length;
    } catch (thrown) {
      this.failure = { thrown };
      // What was written of a line is ignored by readers, and cut off by the next attempt.
      this.options.onError?.(thrown);
      return;
    }
    this.options.onWritten?.(seq);
  }
}

async function exists(file: string): Promise<boolean> {
  return (await fs.stat(file).catch(() => undefined)) !== undefined;
}

/** Where the last whole event ends, and its `seq`: read from the file's end backwards, so that a long log opens at once. */
async function findEnd(handle: fs.FileHandle): Promise<{ readonly end: number; readonly lastSeq: number }> {
  const { size } = await handle.stat();
  let tail = new Uint8Array(0);
  for (let start = size; start > 0; ) {
    const length = Math.min(TAIL_BLOCK_BYTES, start);
    start -= length;
    const longer = new Uint8Array(length + tail.length);
    await handle.read(longer, 0, length, start);
    longer.set(tail, length);
    tail = longer;
    const found = lastEvent(tail, start === 0);
    if (found !== undefined) {
      return { end: start + found.end, lastSeq: found.seq };
    }
  }
  return { end: 0, lastSeq: 0 };
}

/** The last line of a file's tail that is an event; the tail's first line counts only when it begins the file. */
function lastEvent(tail: Uint8Array, fromStart: boolean): { readonly end: number; readonly seq: number } | undefined {
  let end = tail.lastIndexOf(NEWLINE) + 1;
  while (end > 0) {
    const start = end < 2 ? 0 : tail.lastIndexOf(NEWLINE, end - 2) + 1;
    if (start === 0 && !fromStart) {
      return undefined;
    }
    const event = parseEventLine(new TextDecoder().decode(tail.subarray(start, end - 1)));
    if (event !== undefined) {
      return { end, seq: event.seq };
    }
    end = start;
  }
  return undefined;
}
