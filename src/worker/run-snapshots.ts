import type { Snapshots } from '../base/ports.js';
import type { EventLog } from '../experiments/runs/event-log.js';
import type { DenseWriter } from './dense-writer.js';
import { encodeSnapshot, removeSnapshot, writeSnapshot } from './snapshot-file.js';

export interface RunSnapshotsOptions {
  /** The snapshot's file. */
  readonly file: string;
  readonly events: EventLog;
  readonly dense: DenseWriter;
  /** The state that the attempt goes on from; undefined where it begins at the start. */
  readonly state: unknown;
  /** Says what every run says first. */
  readonly tellOpening: () => void;
}

/** The real `Snapshots`: one after the other, each behind what it counts on. */
export class RunSnapshots implements Snapshots {
  private saving: Promise<void> = Promise.resolve();
  private waiting = 0;
  private state: unknown;

  constructor(private readonly options: RunSnapshotsOptions) {
    this.state = options.state;
  }

  /** True while one is being written. */
  get isSaving(): boolean {
    return this.waiting > 0;
  }

  /** Resolves when those that were asked for are written, or failed. */
  async settled(): Promise<void> {
    await this.saving;
  }

  async latest(): Promise<unknown> {
    return Promise.resolve(this.state);
  }

  async discard(): Promise<void> {
    const { file, events, dense, tellOpening } = this.options;
    this.state = undefined;
    await removeSnapshot(file);
    events.append({ type: 'resumed', from: 0 });
    tellOpening();
    await events.sync();
    await dense.restore({});
  }

  async save(state: unknown): Promise<void> {
    const { file, events, dense } = this.options;
    const encoded = encodeSnapshot({ seq: events.lastSeq, dense: dense.lengths, state });
    this.waiting++;
    const save = this.saving.then(async () => {
      // What the snapshot counts on is on the disk before it.
      await events.sync();
      await dense.sync();
      await writeSnapshot(file, encoded);
    });
    this.saving = save.catch(() => undefined).finally(() => this.waiting--);
    await save;
  }
}
