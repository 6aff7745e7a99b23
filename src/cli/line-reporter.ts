import type { Problem } from '../base/errors.js';
import { eventText, progressText } from '../base/texts/event-text.js';
import { cliTexts } from '../base/texts/cli.js';
import { durationText, phaseText } from '../base/texts/runs.js';
import type { CommonEvent, RunEvent } from '../protocol/events.js';
import { commonEventSchema } from '../protocol/events.js';
import { candidateLine } from './candidates-table.js';
import { ProgressThinner } from './log-lines.js';
import { noteProblems } from './report-problems.js';
import { MetricLines } from './metric-lines.js';
import type { RunReporter } from './run-reporter.js';
import { progressBar } from './terminal/progress-bar.js';
import type { Terminal } from './terminal/terminal.js';

const BAR_CELLS = 30;
/** An estimate from less than this jumps about. */
const ESTIMATE_AFTER_MS = 2000;

type Progress = Extract<CommonEvent, { type: 'progress' }>;

/** Tells a run to a person: a bar for its progress where somebody watches, else a line at every tenth part. */
export class LineReporter implements RunReporter {
  private readonly told: ReadonlySet<string>;
  private readonly thinner = new ProgressThinner();
  private readonly metrics = new MetricLines();
  private phase = '';
  private first: { readonly done: number; readonly at: number } | undefined;

  /** `label` stands before the phase where several runs are told at once. */
  constructor(
    private readonly terminal: Terminal,
    private readonly options: {
      readonly hasBar: boolean;
      readonly label?: string;
      /** Warnings that the plan has told: the run finds them again. */
      readonly told?: readonly Problem[];
    },
  ) {
    this.told = new Set((options.told ?? []).map(contentOf));
  }

  tell(event: RunEvent): void {
    const common = commonEventSchema.safeParse(event);
    if (common.success) {
      this.tellCommon(common.data, event.at);
      return;
    }
    this.noteMetrics(this.metrics.end());
    const candidate = candidateLine(event);
    if (candidate !== undefined) {
      this.note(candidate);
    }
  }

  end(): void {
    this.noteMetrics(this.metrics.end());
    this.terminal.status();
  }

  private tellCommon(event: CommonEvent, at: number): void {
    if (event.type === 'metric') {
      this.noteMetrics(this.metrics.take(event));
      return;
    }
    const line = this.metrics.end(event.type === 'progress' ? event : undefined);
    this.noteMetrics(line);
    switch (event.type) {
      case 'started':
      case 'result':
      case 'failed':
        // What came of the run is told at its end, from its record.
        return;
      case 'phase':
        this.phase = phaseText(event.phase);
        this.first = undefined;
        this.thinner.keeps(event);
        if (this.hasBar) {
          this.terminal.status(this.phase);
        } else {
          this.note(this.phase);
        }
        return;
      case 'progress':
        this.tellProgress(event, { at, isTold: line !== undefined });
        return;
      case 'log':
        if (!this.told.has(contentOf(event.problem))) {
          noteProblems(this.terminal, [{ ...event.problem, severity: 'warning' }]);
        }
        return;
      case 'artifact':
      case 'resumed':
        this.note(eventText(event));
        return;
    }
  }

  private noteMetrics(line: string | undefined): void {
    if (line !== undefined) {
      this.note(`  ${line}`);
    }
  }

  /** `isTold`: a line of metrics has just said how far it is. */
  private tellProgress(event: Progress, { at, isTold }: { readonly at: number; readonly isTold: boolean }): void {
    if (!this.hasBar) {
      if (this.thinner.keeps(event) && !isTold) {
        this.note(eventText(event));
      }
      return;
    }
    this.first ??= { done: event.done, at };
    const share = event.total > 0 ? event.done / event.total : 0;
    const left = timeLeft(this.first, event, at);
    this.terminal.status(
      ...progressBar(share, BAR_CELLS),
      `  ${this.phase}  `,
      { text: progressText(event), tone: 'quiet' },
      left === undefined ? '' : { text: `  ${cliTexts.timeLeft(durationText(left))}`, tone: 'quiet' },
    );
  }

  private note(text: string): void {
    this.terminal.note(this.options.label === undefined ? text : `${this.options.label}  ${text}`);
  }

  private get hasBar(): boolean {
    return this.options.hasBar && this.terminal.isInteractive;
  }
}

/** What a problem says, wherever in the experiment it was placed. */
function contentOf({ code, arguments: args, where }: Problem): string {
  return JSON.stringify([code, args, where.model, where.tensor]);
}

/** Seconds, from the pace since the phase's first progress. */
function timeLeft(
  first: { readonly done: number; readonly at: number },
  event: Progress,
  at: number,
): number | undefined {
  const done = event.done - first.done;
  const ms = at - first.at;
  return done > 0 && ms >= ESTIMATE_AFTER_MS ? ((event.total - event.done) * ms) / done / 1000 : undefined;
}
