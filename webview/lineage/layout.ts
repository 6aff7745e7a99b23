import type { IndividualRecord } from '../../src/engines/evolve/events.js';
import { indexOfIndividual } from '../../src/protocol/lineage.js';

/** The individuals that were made in one generation, by their places in the list of all. */
export interface Column {
  readonly generation: number;
  /** Those that took a place in the population, the best first. */
  readonly accepted: readonly number[];
  /** Those that didn't, the best first; what has no score comes last. */
  readonly lost: readonly number[];
}

/**
 * Where individuals lie: x is the generation, y the row. The accepted fill the rows from the top by their rank, the lost
 * those from below the longest list of accepted ones, with a row between, so that either band is one straight strip.
 */
export interface LineageLayout {
  readonly individuals: readonly IndividualRecord[];
  /** By rising generations. */
  readonly columns: readonly Column[];
  readonly acceptedRows: number;
  /** All rows, the one between the bands included. */
  readonly rows: number;
  readonly rowOf: (index: number) => number;
  /** The place of an individual in the list; undefined for an id that nobody has. */
  readonly indexOf: (id: number) => number | undefined;
}

/** The row between the bands. */
const GAP = 1;

/**
 * Lays out growing lists of individuals: where the one before is the beginning of the next, only generations that have
 * grown are ranked again. O(new individuals + size of their generations).
 */
export function createLayouter(): (individuals: readonly IndividualRecord[], maximize: boolean) => LineageLayout {
  let last: LineageLayout | undefined;
  let direction = true;
  let byGeneration = new Map<number, { accepted: number[]; lost: number[] }>();
  let ranks = new Int32Array(1024);
  let columns: readonly Column[] = [];

  function place(individuals: readonly IndividualRecord[], from: number): void {
    const grown = new Set<number>();
    if (ranks.length < individuals.length) {
      const larger = new Int32Array(2 ** Math.ceil(Math.log2(individuals.length)));
      larger.set(ranks);
      ranks = larger;
    }
    for (let i = from; i < individuals.length; i += 1) {
      const { generation = 0, isAccepted = false } = individuals[i] ?? {};
      const column = byGeneration.get(generation) ?? { accepted: [], lost: [] };
      byGeneration.set(generation, column);
      (isAccepted ? column.accepted : column.lost).push(i);
      grown.add(generation);
    }
    const order = byRank(individuals, direction);
    for (const generation of grown) {
      const { accepted = [], lost = [] } = byGeneration.get(generation) ?? {};
      for (const band of [accepted, lost]) {
        band.sort(order);
        band.forEach((index, rank) => (ranks[index] = rank));
      }
    }
    columns = [...byGeneration]
      .map(([generation, column]) => ({ generation, ...column }))
      .sort((a, b) => a.generation - b.generation);
  }

  return (individuals, maximize) => {
    if (last?.individuals === individuals && direction === maximize) {
      return last;
    }
    const known = last?.individuals ?? [];
    const isLonger =
      direction === maximize &&
      known.length <= individuals.length &&
      known[known.length - 1] === individuals[known.length - 1];
    direction = maximize;
    if (!isLonger) {
      byGeneration = new Map();
    }
    place(individuals, isLonger ? known.length : 0);
    const longest = (band: 'accepted' | 'lost'): number =>
      columns.reduce((most, column) => Math.max(most, column[band].length), 0);
    const [acceptedRows, lostRows] = [longest('accepted'), longest('lost')];
    const ranked = ranks;
    last = {
      individuals,
      columns,
      acceptedRows,
      rows: Math.max(1, acceptedRows + (lostRows === 0 ? 0 : GAP + lostRows)),
      indexOf: (id) => indexOfIndividual(individuals, id),
      rowOf: (index) => (individuals[index]?.isAccepted === true ? 0 : acceptedRows + GAP) + (ranked[index] ?? 0),
    };
    return last;
  };
}

/** The best first, then what has no score; the elder of equals first. */
function byRank(individuals: readonly IndividualRecord[], maximize: boolean): (a: number, b: number) => number {
  const key = (index: number): number => {
    const score = individuals[index]?.score;
    return score === undefined ? Number.POSITIVE_INFINITY : maximize ? -score : score;
  };
  return (a, b) => {
    const [left, right] = [key(a), key(b)];
    return left === right ? a - b : left - right;
  };
}

/** The last column whose generation isn't greater; -1 where all are. */
export function columnUpTo(columns: readonly Column[], generation: number): number {
  let [low, high] = [-1, columns.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if ((columns[middle]?.generation ?? Number.POSITIVE_INFINITY) <= generation) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The individual that lies in a row of a column, by its place in the list; undefined where none does. */
export function individualAt({ acceptedRows }: LineageLayout, column: Column, row: number): number | undefined {
  return row < acceptedRows ? column.accepted[row] : column.lost[row - acceptedRows - GAP];
}
