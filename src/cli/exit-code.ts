import type { ErrorCode, Problem } from '../base/errors.js';
import type { RunStatus } from '../protocol/run-record.js';

/** What the command's exit tells a script. */
export const exitCodes = { done: 0, failed: 1, invalid: 2, cancelled: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Problems of the machine or of this program; all others lie in what the user gave. */
const failures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'disk-full',
  'file-refused',
  'file-unwritable',
  'internal',
  'worker-died',
  'worker-not-started',
]);

/** The exit code for problems that ended a command. */
export function exitCodeOf(problems: readonly Problem[]): ExitCode {
  return problems.some(({ code }) => failures.has(code)) ? exitCodes.failed : exitCodes.invalid;
}

/** The exit code for a run's end; one that goes on elsewhere is no failure. */
export function exitCodeOfStatus(status: RunStatus): ExitCode {
  switch (status) {
    case 'succeeded':
    case 'queued':
    case 'running':
      return exitCodes.done;
    case 'cancelled':
    case 'stopping':
      return exitCodes.cancelled;
    case 'failed':
    case 'diverged':
    case 'interrupted':
      return exitCodes.failed;
  }
}

/** The exit code for several runs: cancelled if one was, else failed if one did. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  const order = [exitCodes.cancelled, exitCodes.invalid, exitCodes.failed];
  return order.find((code) => codes.includes(code)) ?? exitCodes.done;
}
