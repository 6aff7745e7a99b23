import { digitsFile } from '../digits-file.js';
import type { Job } from '../jobs.js';
import { formatTable, type Check, type Part } from '../part.js';
import { bootstrapMean, formatInterval } from '../bootstrap.js';
import { runChildren } from '../run-child.js';
import { rowNames, type Row } from './rows.js';

/** By study: ten seeds of A1, five of B2, none of which a setting was chosen by. */
const DEFAULT_SEEDS = { a1: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], b2: [0, 1, 2, 3, 4] } as const;
type StudyName = keyof typeof DEFAULT_SEEDS;
const titles = {
  a1: 'A1: four changed digits, the trunk of a perceptron (98,880 weights)',
  b2: 'B2: three Markov texts, a gpt2 (73,984 weights)',
} as const;
/** Points by which plain Evolver must at least beat the best single member on the test sets (A1: the specification's). */
const LEAST_GAIN = { a1: 2, b2: 0 } as const;

/** Rows of every seed, in the order of the seeds. */
type Seeds = readonly (readonly Row[])[];

/** Evolver and the evolution of merge parameters beside averaging and merging, on A1 and B2. */
export const accuracyPart: Part = async ({ seeds, workers, python }) => {
  const digits = await digitsFile(python);
  const measured: Partial<Record<StudyName, { readonly seeds: readonly number[]; readonly rows: Seeds }>> = {};
  const tables: string[] = [];
  const checks: Check[] = [];
  for (const name of Object.keys(DEFAULT_SEEDS) as StudyName[]) {
    const own = seeds ?? DEFAULT_SEEDS[name];
    const jobs = own.map((seed): Job<StudyName> => ({ name, seeds: [seed], digits }));
    const found = await runChildren(jobs, workers);
    measured[name] = { seeds: own, rows: found };
    tables.push(`${titles[name]}; ${String(own.length)} seeds\n\n${tableOf(found)}`);
    checks.push(...checksOf(name, found));
  }
  return { table: tables.join('\n\n'), checks, measured };
};

const valuesOf = (seeds: Seeds, name: string, of: 'dev' | 'test'): readonly number[] =>
  seeds.map((rows) => rows.find((row) => row.name === name)?.[of] ?? Number.NaN);

/** By how much one way is above another, seed by seed. */
function gainsOf(seeds: Seeds, [name, over]: readonly [string, string], of: 'dev' | 'test'): readonly number[] {
  const theirs = valuesOf(seeds, over, of);
  return valuesOf(seeds, name, of).map((value, i) => value - (theirs[i] ?? Number.NaN));
}

function tableOf(seeds: Seeds): string {
  const [first = []] = seeds;
  return formatTable([
    ['percent of the specialists', 'scored', 'dev', 'test', 'test over the tuned merge'],
    ...first.map(({ name, evaluations }) => [
      name,
      String(evaluations),
      formatInterval(valuesOf(seeds, name, 'dev')),
      formatInterval(valuesOf(seeds, name, 'test')),
      formatInterval(gainsOf(seeds, [name, rowNames.taskArithmetic], 'test'), { isDifference: true }),
    ]),
  ]);
}

function checksOf(study: StudyName, seeds: Seeds): readonly Check[] {
  const told = (pair: readonly [string, string], of: 'dev' | 'test'): string =>
    `${formatInterval(gainsOf(seeds, pair, of), { isDifference: true })} on ${of}`;
  const plain = [rowNames.evolver, rowNames.single] as const;
  const merged = [
    [rowNames.evolverPcb, rowNames.pcb],
    [rowNames.evolverTunedPcb, rowNames.tunedPcb],
  ] as const;
  const label = study.toUpperCase();
  return [
    {
      holds: bootstrapMean(gainsOf(seeds, plain, 'test')).mean >= LEAST_GAIN[study],
      said: `${label}: ${plain.join(' over ')}: ${told(plain, 'dev')}, ${told(plain, 'test')}, at least ${String(LEAST_GAIN[study])} on test`,
    },
    ...merged.map((pair) => ({
      holds: bootstrapMean(gainsOf(seeds, pair, 'dev')).mean > 0,
      said: `${label}: ${pair.join(' over ')}: ${told(pair, 'dev')} (above 0), ${told(pair, 'test')}`,
    })),
  ];
}
