import type { HeldLock } from '../experiments/runs/folder-lock.js';
import { writeRunRecord } from '../experiments/runs/run-record-file.js';
import type { RunRecord } from '../protocol/run-record.js';

/** Keeps the `run.json` of a run that this worker owns: one write after the other, none after the lock is lost. */
export class RecordKeeper {
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly runFolder: string,
    private current: RunRecord,
    private readonly lock: HeldLock,
  ) {}

  get record(): RunRecord {
    return this.current;
  }

  /** Changes the record and writes it. Throws what the file system throws. */
  async update(change: (record: RunRecord) => RunRecord): Promise<void> {
    const next = this.writing.then(async () => {
      this.lock.lost.throwIfAborted();
      this.current = change(this.current);
      await writeRunRecord(this.runFolder, this.current);
    });
    this.writing = next.catch(() => undefined);
    await next;
  }
}
