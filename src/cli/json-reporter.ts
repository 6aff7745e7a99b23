import type { RunEvent } from '../protocol/events.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal/terminal.js';

/** Tells a run to a program: every event in a line of JSON, with the run's id. */
export class JsonReporter implements RunReporter {
  constructor(
    private readonly terminal: Terminal,
    private readonly run: string,
  ) {}

  tell(event: RunEvent): void {
    this.terminal.json({ run: this.run, ...event });
  }

  end(): void {
    // The end of the run is told from its record.
  }
}
