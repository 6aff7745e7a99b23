import type { EventBatch } from '../experiments/runs/follow-events.js';
import type { RunEvent } from '../protocol/events.js';

/** Tells what a run does while it goes on. */
export interface RunReporter {
  /** Each event once, in order; one that a resume dropped may have been told before. */
  tell(event: RunEvent): void;
  /** Nothing more will come. */
  end(): void;
}

/**
 * Gives a reporter every event once although the log may be told from its start again (a resume drops events), and none
 * from before `since` (in milliseconds since 1970): a resumed run's earlier story is known.
 */
export class EventTeller {
  private readonly told = new Set<string>();

  constructor(
    private readonly reporter: RunReporter,
    private readonly since: number,
  ) {}

  readonly take = ({ events }: EventBatch): void => {
    for (const event of events) {
      const key = `${String(event.seq)}/${String(event.at)}`;
      if (event.at >= this.since && !this.told.has(key)) {
        this.told.add(key);
        this.reporter.tell(event);
      }
    }
  };
}
