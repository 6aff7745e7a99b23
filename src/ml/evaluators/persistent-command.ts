import { modelsmithError } from '../../base/errors.js';
import { ChildTree } from './child-tree.js';
import type { CommandSettings } from './command-settings.js';
import { LineAnswers } from './line-answers.js';
import { OutputTail } from './output-tail.js';
import { checkedReport, reportOfJson, type ScoreReport } from './read-scores.js';

interface Running {
  readonly child: ChildTree;
  readonly answers: LineAnswers;
  readonly output: OutputTail;
  hasAnswered: boolean;
  /** It has repeated the id of a question: what comes without one is none of its answers. */
  repeatsIds: boolean;
}

/**
 * A program that is started once: one JSON line `{"id": 1, "model": "…"}` in, one JSON line of scores out, in turn. A
 * program that repeats the id can't be misunderstood: a second answer to an earlier question is passed over. It is started
 * again for the next candidate after it ended, failed, hung or was cancelled.
 */
export class PersistentCommand {
  private running: Running | undefined;
  private questions = 0;

  constructor(private readonly settings: CommandSettings) {}

  /** Scores a candidate; one at a time. Throws `evaluator-…` errors, or the signal's reason. */
  async evaluate(model: string, signal: AbortSignal): Promise<ScoreReport> {
    signal.throwIfAborted();
    const running = this.start();
    const { child, answers } = running;
    const limit = AbortSignal.timeout(this.settings.timeoutMs);
    const either = AbortSignal.any([signal, limit]);
    const kill = (): void => {
      child.kill();
    };
    either.addEventListener('abort', kill, { once: true });
    try {
      const id = ++this.questions;
      const answer = answers.next((line) => answersTo(line, id, running));
      child.process.stdin?.write(`${JSON.stringify({ id, model })}\n`);
      const line = await answer;
      if (line === undefined) {
        if (running.hasAnswered && (await hasLeft(running))) {
          this.close();
          return await this.evaluate(model, signal);
        }
        await this.fail(running, { signal, limit });
      }
      running.hasAnswered = true;
      const { metric } = this.settings;
      const report = reportOfJson(line ?? '', metric);
      const { id: repeated, ...scores } = report.scores;
      // Unless the program means a score by it.
      const all = repeated === undefined || running.repeatsIds ? scores : { ...scores, id: repeated };
      return checkedReport({ ...report, scores: all }, metric);
    } catch (thrown) {
      this.close();
      throw thrown;
    } finally {
      either.removeEventListener('abort', kill);
    }
  }

  /** Ends the program, if it runs. */
  close(): void {
    this.running?.child.kill();
    this.running = undefined;
  }

  /** Says why there was no answer. */
  private async fail(
    { child, output }: Running,
    { signal, limit }: Readonly<Record<'signal' | 'limit', AbortSignal>>,
  ): Promise<never> {
    const [program = ''] = this.settings.command;
    // It may have closed its output only.
    child.kill();
    const { code, signal: killedBy, error } = await child.ended;
    signal.throwIfAborted();
    if (error !== undefined) {
      throw modelsmithError('evaluator-not-started', { program, reason: error.message }, {}, error);
    }
    if (limit.aborted) {
      throw modelsmithError('evaluator-timeout', { program, seconds: this.settings.timeoutMs / 1000 });
    }
    throw modelsmithError('evaluator-failed', { program, code: String(code ?? killedBy), output: output.tail(2000) });
  }

  private start(): Running {
    const { running } = this;
    if (running?.child.process.exitCode === null && running.child.process.signalCode === null) {
      return running;
    }
    const child = new ChildTree(this.settings.command, this.settings);
    const { stdout, stderr } = child.process;
    if (stdout === null) {
      throw new TypeError('the program has no output');
    }
    this.running = {
      child,
      answers: new LineAnswers(stdout),
      output: new OutputTail(null, stderr),
      hasAnswered: false,
      repeatsIds: false,
    };
    return this.running;
  }
}

/** Whether a line answers a question. What doesn't begin an object is chatter of the program or its libraries. */
function answersTo(line: string, id: number, running: Running): boolean {
  if (!line.trimStart().startsWith('{')) {
    return false;
  }
  const repeated = /"id"\s*:\s*(\d+)\s*[,}]/.exec(line)?.[1];
  running.repeatsIds ||= repeated === String(id);
  return running.repeatsIds ? repeated === String(id) : true;
}

/** Whether the program went in peace after an answer, and was asked again before that was known. */
async function hasLeft({ child }: Running): Promise<boolean> {
  // It may have closed its output only.
  child.kill();
  return (await child.ended).code === 0;
}
