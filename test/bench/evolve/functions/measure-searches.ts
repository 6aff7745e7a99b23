import { median } from '../../merge/usage.js';
import { problemNames, problems, type ProblemName } from './problems.js';
import { search, searchNames, type SearchName } from './searches.js';

/** What a search came to on a function, seed by seed, and what 5,000 evaluations cost it there. */
export interface Outcome {
  readonly best: readonly number[];
  readonly cpuMs: readonly number[];
}

export type Outcomes<Name extends string> = Readonly<Record<Name, Readonly<Record<ProblemName, Outcome>>>>;

/** Runs before the first that is measured: the engine has compiled the loops by then. */
const WARM_UP_RUNS = 5;

/** Every search of ours on every function, one after the other in this process. */
export async function measureSearches(seeds: readonly number[]): Promise<Outcomes<SearchName>> {
  const outcomes: Partial<Record<SearchName, Record<ProblemName, Outcome>>> = {};
  for (const name of searchNames) {
    for (let run = 0; run < WARM_UP_RUNS; run++) {
      await search(name, problems.sphere, run);
    }
    const row: Partial<Record<ProblemName, Outcome>> = {};
    for (const problem of problemNames) {
      const best: number[] = [];
      const cpuMs: number[] = [];
      for (const seed of seeds) {
        const before = process.cpuUsage();
        best.push(await search(name, problems[problem], seed));
        const { user, system } = process.cpuUsage(before);
        cpuMs.push((user + system) / 1000);
      }
      row[problem] = { best, cpuMs };
    }
    outcomes[name] = row as Record<ProblemName, Outcome>;
  }
  return outcomes as Outcomes<SearchName>;
}

/** The median cost over all functions and seeds. */
export function medianCost(row: Readonly<Record<ProblemName, Outcome>>): number {
  return median(problemNames.flatMap((problem) => row[problem].cpuMs));
}
