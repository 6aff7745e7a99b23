import { spawn } from 'node:child_process';

/** What ended a program that was meant to succeed. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
}

export interface ProgramOptions {
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and answers with its standard output; throws with both outputs when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    cwd: options.folder,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const all: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => {
    output.push(bytes);
    all.push(bytes);
  });
  child.stderr.on('data', (bytes: Buffer) => all.push(bytes));
  const status = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  if (status !== 0) {
    throw new ProgramFailed(
      `${program} ${args.join(' ')} ended with ${String(status)}\n${Buffer.concat(all).toString()}`,
    );
  }
  return Buffer.concat(output).toString();
}
