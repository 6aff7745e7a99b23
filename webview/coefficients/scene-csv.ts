import { toCsv } from '../shared/csv.js';
import type { CsvValue } from '../shared/csv.js';
import { columnsOf } from './columns.js';
import type { Row } from './rows.js';
import type { Scene } from './scene.js';

/** The rows that are shown, in their order, with all their figures; tensors under their full names. */
export function sceneCsv(scene: Scene): string {
  const columns = columnsOf(scene);
  const header: readonly CsvValue[] = ['name', ...columns.map(({ field }) => field)];
  const line = (row: Row): readonly CsvValue[] => [
    row.kind === 'tensor' ? row.tensors[0]?.tensor : row.label,
    ...columns.map((column) => column.value(row)),
  ];
  return toCsv([header, ...scene.rows.map(line)]);
}
