import type { ResultFigures } from '../../protocol/events.js';
import type { OptimizerSummary, StabilitySummary } from '../../protocol/stability-summary.js';
import type { StabilityCell } from './events.js';

/** The most stable optimizer by name, then the stability of each, and how many trainings there were and diverged. */
export function resultFigures(
  { optimizers }: StabilitySummary,
  { trainings, cells }: { readonly trainings: number; readonly cells: readonly StabilityCell[] },
): ResultFigures {
  const [best] = [...optimizers].sort((a, b) => rankOf(b) - rankOf(a) || gapOf(b) - gapOf(a));
  return [
    ...(best === undefined
      ? []
      : [{ name: 'most-stable', value: `${best.name} ${String(best.successes)}/${String(best.settled)}` }]),
    ...optimizers.map((one) => ({ name: one.name, value: rankOf(one) })),
    { name: 'trainings', value: trainings },
    { name: 'diverged', value: cells.filter(({ divergedAt }) => divergedAt !== undefined).length },
  ];
}

const rankOf = ({ stability }: OptimizerSummary): number => stability ?? 0;
/** Among equally stable ones the one that comes nearest to tuned Adam is the better. */
const gapOf = ({ meanGap }: OptimizerSummary): number => meanGap ?? Number.MIN_SAFE_INTEGER;
