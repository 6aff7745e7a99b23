import { createInterface } from 'node:readline';
import { modelsmithError } from '../../base/errors.js';
import type { Scores } from '../../base/ports.js';
import { ChildTree } from './child-tree.js';
import type { CommandSettings } from './command-settings.js';
import { OutputTail } from './output-tail.js';
import { scoreOf, scoresOfJson } from './read-scores.js';

/** A line that doesn't begin an object is chatter of the program or its libraries. */
const isAnswer = (line: string): boolean => line.trimStart().startsWith('{');

/**
 * A program that is started once: one JSON line `{"model": "…"}` in, one JSON line of scores out, in turn. It is started
 * again for the next candidate after it failed, hung or was cancelled.
 */
export class PersistentCommand {
  private running:
    | { readonly child: ChildTree; readonly lines: AsyncIterator<string>; readonly output: OutputTail }
    | undefined;

  constructor(private readonly settings: CommandSettings) {}

  /** Scores a candidate; one at a time. Throws `evaluator-…` errors, or the signal's reason. */
  async evaluate(model: string, signal: AbortSignal): Promise<Scores> {
    signal.throwIfAborted();
    const [program = ''] = this.settings.command;
    this.running ??= this.start();
    const { child, lines, output } = this.running;
    const limit = AbortSignal.timeout(this.settings.timeoutMs);
    const either = AbortSignal.any([signal, limit]);
    const kill = (): void => {
      child.kill();
    };
    either.addEventListener('abort', kill, { once: true });
    try {
      child.process.stdin?.write(`${JSON.stringify({ model })}\n`);
      for (;;) {
        const next = await lines.next();
        if (next.done === true) {
          const { code, signal: killedBy, error } = await child.ended;
          signal.throwIfAborted();
          if (error !== undefined) {
            throw modelsmithError('evaluator-not-started', { program, reason: error.message }, {}, error);
          }
          throw limit.aborted
            ? modelsmithError('evaluator-timeout', { program, seconds: this.settings.timeoutMs / 1000 })
            : modelsmithError('evaluator-failed', {
                program,
                code: String(code ?? killedBy),
                output: output.tail(2000),
              });
        }
        if (isAnswer(next.value)) {
          const scores = scoresOfJson(next.value);
          scoreOf(scores, this.settings.metric);
          return scores;
        }
      }
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

  private start(): NonNullable<PersistentCommand['running']> {
    const child = new ChildTree(this.settings.command, this.settings);
    const { stdout } = child.process;
    if (stdout === null) {
      throw new TypeError('the program has no output');
    }
    const output = new OutputTail(null, child.process.stderr);
    const lines = createInterface({ input: stdout, crlfDelay: Infinity })[Symbol.asyncIterator]();
    return { child, lines, output };
  }
}
