import { bootstrapMean, formatInterval } from '../bootstrap.js';
import { digitsFile } from '../digits-file.js';
import type { Job } from '../jobs.js';
import { formatTable, type Check, type Part } from '../part.js';
import { runChildren } from '../run-child.js';
import { searchNames, type PopulationName, type SearchRow } from './rows.js';

const DEFAULT_SEEDS = [0, 1, 2, 3, 4, 5];
const populations: readonly PopulationName[] = ['snapshots', 'transfer'];
/** Points: what the fitness is meant to gain, and what the test accuracy may lose. */
const AIM = 0.5;
const LARGEST_LOSS = 1.5;

/** Rows of every seed. */
type Seeds = readonly (readonly SearchRow[])[];

/** CADE, constant rates, jDE, SHADE and further training on small SEW-ResNets, from both populations. */
export const cadePart: Part = async ({ seeds = DEFAULT_SEEDS, workers, python }) => {
  const digits = await digitsFile(python);
  const jobs = populations.flatMap((name) =>
    seeds.map((seed): Job<PopulationName> => ({ name, seeds: [seed], digits })),
  );
  const found = await runChildren(jobs, workers);
  const measured = new Map(
    populations.map((name, i) => [name, found.slice(i * seeds.length, (i + 1) * seeds.length)] as const),
  );
  return {
    table: [...measured]
      .map(([name, rows]) => `${name}; ${String(seeds.length)} seeds\n\n${tableOf(rows)}`)
      .join('\n\n'),
    checks: [...measured].flatMap(([name, rows]) => checksOf(name, rows)),
    measured: { seeds, ...Object.fromEntries(measured) },
  };
};

const rowsOf = (seeds: Seeds, name: string): readonly SearchRow[] =>
  seeds.flatMap((rows) => rows.filter((row) => row.name === name));

const mean = (values: readonly number[]): number => bootstrapMean(values).mean;

/** By how much a search is above the best single member, seed by seed. */
function gainsOf(seeds: Seeds, name: string, of: 'fitness' | 'test'): readonly number[] {
  const singles = rowsOf(seeds, searchNames.single);
  return rowsOf(seeds, name).map((row, i) => row[of] - (singles[i]?.[of] ?? Number.NaN));
}

function tableOf(seeds: Seeds): string {
  const gain = (name: string, of: 'fitness' | 'test'): string =>
    name === searchNames.single ? '' : formatInterval(gainsOf(seeds, name, of), { isDifference: true });
  return formatTable([
    ['accuracy, percent', 'scored', 'CPU s', 'fitness set', 'gain', 'test set', 'change'],
    ...Object.values(searchNames).map((name) => {
      const rows = rowsOf(seeds, name);
      return [
        name,
        mean(rows.map(({ evaluations }) => evaluations)).toFixed(0),
        mean(rows.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1),
        mean(rows.map(({ fitness }) => fitness)).toFixed(2),
        gain(name, 'fitness'),
        mean(rows.map(({ test }) => test)).toFixed(2),
        gain(name, 'test'),
      ];
    }),
  ]);
}

function checksOf(population: PopulationName, seeds: Seeds): readonly Check[] {
  const told = (of: 'fitness' | 'test'): string =>
    formatInterval(gainsOf(seeds, searchNames.cade, of), { isDifference: true });
  const fitness = mean(gainsOf(seeds, searchNames.cade, 'fitness'));
  const aim = `aim ${String(AIM)}: ${fitness >= AIM ? 'met' : 'missed'}`;
  return [
    { holds: fitness > 0, said: `${population}: CADE raises the fitness set by ${told('fitness')} points (${aim})` },
    {
      holds: mean(gainsOf(seeds, searchNames.cade, 'test')) >= -LARGEST_LOSS,
      said: `${population}: CADE changes the test set by ${told('test')} points, at most ${String(LARGEST_LOSS)} down`,
    },
  ];
}
