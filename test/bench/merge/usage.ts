import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { projectRoot } from '../../rig/project-root.js';
import { runProgram } from '../../rig/run-program.js';

/** What one run of a whole process cost; peak memory is that of its largest process. */
export interface Usage {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** After its end, until all that it wrote was on the disk. */
  readonly syncSeconds: number;
  /** The machine's load average over the minute before it. */
  readonly load: number;
}

/** Runs a command to its end and measures it by the system's own accounting; throws with its output when it fails. */
export async function measure(python: string, command: readonly string[], log: string): Promise<Usage> {
  const script = path.join(projectRoot, 'test', 'bench', 'merge', 'measure.py');
  const printed = JSON.parse(await runProgram(python, [script, log, ...command])) as Usage & { exitCode: number };
  if (printed.exitCode !== 0) {
    const output = await readFile(log, 'utf8');
    throw new Error(`${command.join(' ')} ended with ${String(printed.exitCode)}:\n${output.slice(-4000)}`);
  }
  return printed;
}

/** The median of a non-empty list; the mean of the middle two of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
