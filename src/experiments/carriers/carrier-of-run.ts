import { kinds } from '../../engines/kinds.js';
import type { RunRecord } from '../../protocol/run-record.js';
import type { Carrying } from '../kind.js';

/** What carries a run: as it was recorded, else as its kind has it. One that isn't known is refused by its worker. */
export function carrierOfRun({ kind, carrier }: Pick<RunRecord, 'kind' | 'carrier'>): Carrying {
  const said = kinds.get(kind)?.carrier;
  return carrier ?? (typeof said === 'string' ? said : 'thread');
}
