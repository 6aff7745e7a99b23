import { modelsmithError } from '../../base/errors.js';
import type { Scores } from '../../base/ports.js';
import { ChildTree } from './child-tree.js';
import type { CommandSettings } from './command-settings.js';
import { LineAnswers } from './line-answers.js';
import { OutputTail } from './output-tail.js';
import { checkedScores, scoresOfJson } from './read-scores.js';

/** A line that doesn't begin an object is chatter of the program or its libraries. */
const isAnswer = (line: string): boolean => line.trimStart().startsWith('{');

interface Running {
  readonly child: ChildTree;
  readonly answers: LineAnswers;
  readonly output: OutputTail;
  hasAnswered: boolean;
}

/**
 * A program that is started once: one JSON line `{"model": "…"}` in, one JSON line of scores out, in turn. It is started
 * again for the next candidate after it ended, failed, hung or was cancelled.
 */
export class PersistentCommand {
  private running: Running | undefined;

  constructor(private readonly settings: CommandSettings) {}

  /** Scores a candidate; one at a time. Throws `evaluator-…` errors, or the signal's reason. */
  async evaluate(model: string, signal: AbortSignal): Promise<Scores> {
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
      const answer = answers.next();
      child.process.stdin?.write(`${JSON.stringify({ model })}\n`);
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
      return checkedScores(scoresOfJson(line ?? '', metric), metric);
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
      answers: new LineAnswers(stdout, isAnswer),
      output: new OutputTail(null, stderr),
      hasAnswered: false,
    };
    return this.running;
  }
}

/** Whether the program went in peace after an answer, and was asked again before that was known. */
async function hasLeft({ child }: Running): Promise<boolean> {
  // It may have closed its output only.
  child.kill();
  return (await child.ended).code === 0;
}
