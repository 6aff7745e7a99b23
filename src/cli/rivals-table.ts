import { partName, rivalName } from '../base/texts/evolution.js';
import { lineageTexts } from '../base/texts/lineage.js';
import { figureValue } from '../base/texts/runs.js';
import type { RunEvent } from '../protocol/events.js';
import { emptyLineage, reduceLineage } from '../protocol/lineage.js';
import type { Span } from './terminal/span.js';
import { formatTable } from './terminal/table.js';
import type { Column } from './terminal/table.js';

/**
 * What the result of an evolution has to be measured by, and the result itself, on every part; the individuals that it is stand
 * beside it, by the numbers that `materialise` takes. No lines where nothing was scored.
 */
export function rivalsTable(events: readonly RunEvent[], width: number | undefined): readonly (readonly Span[])[] {
  const { rivals, begun, chosen } = reduceLineage(emptyLineage, events);
  if (begun === undefined || rivals.length === 0) {
    return [];
  }
  const columns: Column[] = [
    { title: lineageTexts.columnRole(), shrinks: true },
    ...begun.parts.map((part): Column => ({ title: partName(part), align: 'right' })),
  ];
  const rows = rivals.map(({ role, label, values, scores }): readonly Span[] => {
    const isResult = role === 'result';
    const individuals = isResult ? (chosen?.individuals ?? []).map(String).join(', ') : '';
    const told = Object.entries(values).map(([key, value]) => `${key} ${String(value)}`);
    const name = [rivalName({ role, label }), ...told, ...(individuals === '' ? [] : [`(${individuals})`])].join(' ');
    const cells = begun.parts.map((part) => {
      const found = scores.find((one) => one.part === part);
      return found === undefined ? '' : figureValue({ name: begun.metric, value: found.score });
    });
    const row = [name, ...cells];
    return isResult ? row.map((text): Span => ({ text, tone: 'strong' })) : row;
  });
  return formatTable(columns, rows, { width });
}
