import type { Format } from '../shared/format.js';
import { isShare } from './measures.js';
import type { Measure } from './measures.js';

/** How values of a measure are written: coefficients as numbers, shares as per cent, differences with their sign. */
export interface ValueFormat {
  /** For cells: as many decimals as the domain needs to tell its values apart; only 0 itself is written as 0. */
  readonly cell: (value: number) => string;
  /** For sentences and tables, whatever measure: one decimal more. */
  readonly exact: (value: number, measure: Measure) => string;
  /** The same of a difference: with its sign. */
  readonly difference: (value: number, measure: Measure) => string;
}

/** Digits that a cell shows of the largest value, and decimals that it has room for. */
const DIGITS = 3;
const MOST_DECIMALS = 5;

export function createValueFormat(
  format: Format,
  { measure, most, comparing }: { readonly measure: Measure; readonly most: number; readonly comparing: boolean },
): ValueFormat {
  const scaled = isShare(measure) ? most * 100 : most;
  const before = scaled > 0 ? Math.floor(Math.log10(scaled)) + 1 : 1;
  const decimals = Math.max(0, Math.min(MOST_DECIMALS, DIGITS - before));
  const write = (value: number, of: Measure, places: number, signed: boolean): string =>
    isShare(of) ? format.percent(value, places, { signed }) : format.number(value, places, { signed });
  const places = (of: Measure): number => (isShare(of) ? 2 : Math.max(4, decimals + 1));
  const inCell = isShare(measure) ? Math.min(2, decimals) : decimals;
  // Beside large coefficients a small one would be written as 0, which means that nothing is left.
  const seemsNothing = (value: number): boolean =>
    !isShare(measure) && !comparing && value !== 0 && Math.abs(value) < 0.5 * 10 ** -inCell;
  return {
    cell: (value) =>
      seemsNothing(value) ? format.figure(Number(value.toPrecision(1))) : write(value, measure, inCell, comparing),
    exact: (value, of) => write(value, of, places(of), false),
    difference: (value, of) => write(value, of, places(of), true),
  };
}
