/** A job of the benchmark as a process of its own: `child.cjs JOB` (JSON) prints what it came to as JSON. */
import { measureSearches } from './functions/measure-searches.js';
import type { Job, JobResults } from './jobs.js';

const does: { readonly [Name in keyof JobResults]: (job: Job) => Promise<JobResults[Name]> } = {
  functions: ({ seeds }) => measureSearches(seeds),
};

const job = JSON.parse(process.argv[2] ?? '') as Job;
void does[job.name](job).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
