import type { EmittedEvent } from '../protocol/events.js';

/** Parts in which progress is told: enough for a smooth bar, few enough for a log. */
const PARTS = 200;

/**
 * Tells progress a fixed number of times whatever the time it takes, so that the log of a run is always the same; what an
 * earlier attempt has told isn't told again.
 */
export class ProgressTeller {
  private readonly total: number;
  private readonly unit: string;
  private done = 0;
  private last: number;

  /** `told`: the last part that an earlier attempt has told; 0 for none. */
  constructor(
    { total, unit, told }: { readonly total: number; readonly unit: string; readonly told: number },
    private readonly emit: (event: EmittedEvent) => void,
  ) {
    this.total = total;
    this.unit = unit;
    this.last = told;
  }

  /** The last part that was told. */
  get told(): number {
    return this.last;
  }

  /** Sets what is done. */
  set(done: number): void {
    this.done = done;
    this.tell();
  }

  /** Adds to what is done; sums of parts drift, so now and then `set` puts them right. */
  add(more: number): void {
    this.done += more;
    this.tell();
  }

  private tell(): void {
    const part = this.total > 0 ? Math.min(PARTS, Math.floor((this.done / this.total) * PARTS)) : PARTS;
    if (part > this.last) {
      this.last = part;
      const done = Math.round((this.total * part) / PARTS);
      this.emit({ type: 'progress', done, total: this.total, unit: this.unit });
    }
  }
}
