import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import { ChildTree } from './child-tree.js';
import type { CommandSettings } from './command-settings.js';
import { OutputTail } from './output-tail.js';
import { checkedReport, reportOfJson, scoresOfPattern, type ScoreReport } from './read-scores.js';

/** A report of scores is small; a larger file is none. */
const MAX_REPORT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a program on a model folder and reads the scores that it gives: from the file `{output}` where an argument names
 * it, by the pattern where there is one, else from the last line that it prints. Throws `evaluator-…` errors, or the
 * signal's reason; the program and its descendants are then ended.
 */
export async function evaluateByCommand(
  settings: CommandSettings,
  model: string,
  signal: AbortSignal,
): Promise<ScoreReport> {
  signal.throwIfAborted();
  const scratch = await mkdtemp(path.join(tmpdir(), 'modelsmith-scores-'));
  try {
    const output = path.join(scratch, 'scores.json');
    const names = { '{model}': model, '{output}': output };
    const command = settings.command.map((part) =>
      // At one go: a folder may have any name, also one with braces or dollar signs.
      part.replace(/\{model\}|\{output\}/g, (name) => names[name as keyof typeof names]),
    );
    const printed = await runToEnd(command, settings, signal);
    return checkedReport(await readReport(settings, output, printed), settings.metric);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runToEnd(
  command: readonly string[],
  settings: CommandSettings,
  signal: AbortSignal,
): Promise<OutputTail> {
  const [program = ''] = command;
  const child = new ChildTree(command, settings);
  const output = new OutputTail(child.process.stdout, child.process.stderr);
  child.process.stdin?.end();
  const limit = AbortSignal.timeout(settings.timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  const kill = (): void => {
    child.kill();
  };
  either.addEventListener('abort', kill, { once: true });
  const { code, signal: killedBy, error } = await child.ended;
  either.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (error !== undefined) {
    throw modelsmithError('evaluator-not-started', { program, reason: error.message }, {}, error);
  }
  if (limit.aborted) {
    throw modelsmithError('evaluator-timeout', { program, seconds: settings.timeoutMs / 1000 });
  }
  if (code !== 0) {
    throw modelsmithError('evaluator-failed', { program, code: String(code ?? killedBy), output: output.tail(2000) });
  }
  return output;
}

async function readReport(settings: CommandSettings, file: string, printed: OutputTail): Promise<ScoreReport> {
  const { command, pattern, metric } = settings;
  if (command.some((part) => part.includes('{output}'))) {
    const bytes = await stat(file).then(
      (found) => found.size,
      () => undefined,
    );
    if (bytes === undefined || bytes > MAX_REPORT_BYTES) {
      throw modelsmithError('evaluator-no-report', { program: command[0] ?? '' });
    }
    const text = await readFile(file, 'utf8');
    return pattern === undefined ? reportOfJson(text, metric) : { scores: scoresOfPattern(text, pattern, metric) };
  }
  if (pattern !== undefined) {
    return { scores: scoresOfPattern(printed.printed(), pattern, metric) };
  }
  return reportOfJson(printed.lastLine(), metric);
}
