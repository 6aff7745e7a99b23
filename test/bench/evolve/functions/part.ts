import { projectRoot } from '../../../rig/project-root.js';
import { runProgram } from '../../../rig/run-program.js';
import * as path from 'node:path';
import { median } from '../../merge/usage.js';
import { formatTable, type Check, type Part } from '../part.js';
import { runChild } from '../run-child.js';
import { anchors, borders, cmaLimits } from './anchors.js';
import { medianCost, type Outcome, type Outcomes } from './measure-searches.js';
import { problemNames, type ProblemName } from './problems.js';
import type { SearchName } from './searches.js';

const DEFAULT_SEEDS = [0, 1, 2, 3, 4, 5, 6];
/** Milliseconds of CPU time that 5,000 evaluations of ours should take at most. */
const AIM_MS = 50;

type Row = Readonly<Record<ProblemName, Outcome>>;

/** The analytic functions: ours beside the specification's medians, scipy and pycma. */
export const functionsPart: Part = async ({ seeds = DEFAULT_SEEDS, python }) => {
  const ours = await runChild({ name: 'functions', seeds });
  const peers = await runPeers(python, seeds);
  const rows = [...Object.entries<Row>(ours), ...Object.entries<Row>(peers)];
  const table = formatTable([
    ['median of the best', ...problemNames, 'CPU ms', 'aim'],
    ...rows.map(([name, row]) => [
      name,
      ...problemNames.map((problem) => cell(row, problem, anchors[name as SearchName])),
      medianCost(row).toFixed(medianCost(row) < 100 ? 1 : 0),
      name in peers ? '' : `at most ${String(AIM_MS)}: ${medianCost(row) <= AIM_MS ? 'met' : 'missed'}`,
    ]),
  ]);
  return {
    table,
    checks: checksOf(ours),
    measured: { seeds, ours, peers },
  };
};

const bestOf = (row: Row, problem: ProblemName): number => median(row[problem].best);

function cell(row: Row, problem: ProblemName, anchor: Readonly<Record<ProblemName, number>> | undefined): string {
  const told = format(bestOf(row, problem));
  return anchor === undefined ? told : `${told} (${format(anchor[problem])})`;
}

function format(value: number): string {
  return value >= 0.01 && value < 1000 ? value.toPrecision(2) : value.toExponential(1);
}

function checksOf(ours: Outcomes<SearchName>): readonly Check[] {
  return (Object.keys(ours) as SearchName[]).flatMap((name) =>
    problemNames.map((problem) => {
      const found = bestOf(ours[name], problem);
      const anchor = anchors[name]?.[problem];
      if (anchor === undefined) {
        const limit = cmaLimits[problem];
        return { holds: found < limit, said: `${name} on ${problem}: ${format(found)}, below ${format(limit)}` };
      }
      const [low, high] = borders(name, problem);
      const range = `${String(low)} to ${String(high)} times`;
      return {
        holds: found >= anchor * low && found <= anchor * high,
        said: `${name} on ${problem}: ${format(found)}, measured elsewhere ${format(anchor)}, within ${range}`,
      };
    }),
  );
}

async function runPeers(python: string, seeds: readonly number[]): Promise<Readonly<Record<string, Row>>> {
  const script = path.join(projectRoot, 'test', 'bench', 'evolve', 'functions', 'peer.py');
  return JSON.parse(await runProgram(python, [script, seeds.join(',')])) as Readonly<Record<string, Row>>;
}
