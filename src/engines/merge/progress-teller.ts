import type { EmittedEvent } from '../../protocol/events.js';

/** Parts in which progress is told: enough for a smooth bar, few enough for a log. */
const PARTS = 200;

/**
 * Tells progress in parameters, a fixed number of times whatever the time it takes, so that the log of a run is always
 * the same; what an earlier attempt has told isn't told again.
 */
export class ProgressTeller {
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly emit: (event: EmittedEvent) => void,
    private last: number,
  ) {}

  /** The last part that was told. */
  get told(): number {
    return this.last;
  }

  /** Sets what is done; sums of parts drift, so every tensor begins with this. */
  set(done: number): void {
    this.done = done;
    this.tell();
  }

  add(elements: number): void {
    this.done += elements;
    this.tell();
  }

  private tell(): void {
    const part = this.total > 0 ? Math.min(PARTS, Math.floor((this.done / this.total) * PARTS)) : PARTS;
    if (part > this.last) {
      this.last = part;
      const done = Math.round((this.total * part) / PARTS);
      this.emit({ type: 'progress', done, total: this.total, unit: 'parameters' });
    }
  }
}
