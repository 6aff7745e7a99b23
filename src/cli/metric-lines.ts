import { cliTexts } from '../base/texts/cli.js';
import { figureText } from '../base/texts/runs.js';
import type { CommonEvent } from '../protocol/events.js';

type Metric = Extract<CommonEvent, { type: 'metric' }>;
type Progress = Extract<CommonEvent, { type: 'progress' }>;

/** How the machinery does, rather than how the work gets on: in the view and in `--json`, not in lines for people. */
const QUIET = /^(?:learning-rate|effective-step|gradient-norm)$|^firing-rate\//;

/** Makes one line of all the metrics of a step: `step 40 of 230  loss 1.234  accuracy 0.52`. */
export class MetricLines {
  private step: number | undefined;
  private figures: string[] = [];

  /** Takes a metric up; answers with the line of the step before, if this is another one. */
  take({ name, step, value }: Metric): string | undefined {
    const before = step === this.step ? undefined : this.end();
    this.step = step;
    if (!QUIET.test(name)) {
      this.figures.push(figureText({ name, value }));
    }
    return before;
  }

  /** The line of the metrics so far, which no other will join; `progress` came with them. Undefined where there are none. */
  end(progress?: Progress): string | undefined {
    const { step, figures } = this;
    this.step = undefined;
    this.figures = [];
    if (step === undefined || figures.length === 0) {
      return undefined;
    }
    const place = progress === undefined ? cliTexts.step(step) : cliTexts.stepOf(progress.done, progress.total);
    return [place, ...figures].join('  ');
  }
}
