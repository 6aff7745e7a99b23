/** A job of the benchmark as a process of its own: `child.cjs JOB` (JSON) prints what it came to as JSON. */
import { useBackend } from '../../../src/ml/compute/use-backend.js';
import { runtimeFolders } from '../../rig/backends.js';
import { compareAll } from './accuracy/compare.js';
import { digitsStudy } from './accuracy/digits-study.js';
import { markovStudy } from './accuracy/markov-study.js';
import { compareSearches } from './cade/compare.js';
import type { PopulationName, SearchRow } from './cade/rows.js';
import { spikingStudy } from './cade/spiking-study.js';
import { readDigits } from './digits.js';
import { measureSearches } from './functions/measure-searches.js';
import type { Job, JobResults } from './jobs.js';

const does: { readonly [Name in keyof JobResults]: (job: Job) => Promise<JobResults[Name]> } = {
  functions: ({ seeds }) => measureSearches(seeds),
  a1: (job) => study(job, async (seed) => digitsStudy(await readDigits(job.digits ?? ''), seed), compareAll),
  b2: (job) => study(job, markovStudy, compareAll),
  snapshots: (job) => evolveNetworks(job, 'snapshots'),
  transfer: (job) => evolveNetworks(job, 'transfer'),
};

function evolveNetworks(job: Job, population: PopulationName): Promise<readonly SearchRow[]> {
  return study(
    job,
    async (seed) => spikingStudy(await readDigits(job.digits ?? ''), population, seed),
    (made, seed) => compareSearches(made, { population, seed }),
  );
}

/** Has networks trained and compares what can be made of them, telling of its progress. */
async function study<Study extends { dispose(): void }, Row>(
  { name, seeds }: Job,
  make: (seed: number) => Promise<Study>,
  compare: (made: Study, seed: number) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const [seed = 0] = seeds;
  const begun = performance.now();
  const told = (what: string): void => {
    console.error(`${name}, seed ${String(seed)}: ${what} after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  };
  await useBackend('auto', { runtimeFolders });
  const made = await make(seed);
  told('networks are trained');
  try {
    return await compare(made, seed);
  } finally {
    made.dispose();
    told('compared');
  }
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
void does[job.name](job).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
