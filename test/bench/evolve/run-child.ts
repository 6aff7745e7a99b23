import { spawn } from 'node:child_process';
import type { Job, JobResults } from './jobs.js';

/** One thread each, because as many children run as there are workers. */
const env = {
  ...process.env,
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
};

/** Does a job in a process of its own (`child.ts`); its progress goes to our standard error. Throws where it fails. */
export async function runChild<Name extends keyof JobResults>(job: Job<Name>): Promise<JobResults[Name]> {
  const child = spawn(process.execPath, [process.env['MODELSMITH_BENCH_CHILD'] ?? '', JSON.stringify(job)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const printed = Buffer.concat(output).toString();
  if (status !== 0) {
    throw new Error(`${JSON.stringify(job)} ended with ${String(status)}\n${printed}`);
  }
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as JobResults[Name];
}

/** Does jobs, so many at a time; results in the order of the jobs. */
export async function runChildren<Name extends keyof JobResults>(
  jobs: readonly Job<Name>[],
  workers: number,
): Promise<readonly JobResults[Name][]> {
  const results: JobResults[Name][] = [];
  const waiting = [...jobs.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await runChild(next[1]);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}
