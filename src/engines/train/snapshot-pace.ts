/** The first snapshot comes soon: a run of seconds can be resumed, too. */
const FIRST_MS = 500;
/** Snapshots take at most this share of the time. */
const MOST_SHARE = 0.05;
const LEAST_MS = 2000;

/** Tells when a snapshot is due: seldom enough that it costs little, often enough that little is lost. */
export class SnapshotPace {
  private dueAt: number;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.dueAt = now() + FIRST_MS;
  }

  get isDue(): boolean {
    return this.now() >= this.dueAt;
  }

  /** Runs what saves a snapshot, and sets the time of the next by what it took. */
  async save(run: () => Promise<void>): Promise<void> {
    const start = this.now();
    await run();
    const end = this.now();
    this.dueAt = end + Math.max(LEAST_MS, (end - start) / MOST_SHARE);
  }
}
