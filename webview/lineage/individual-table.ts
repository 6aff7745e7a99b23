import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, IndividualRecord } from '../../src/engines/evolve/events.js';
import type { Format } from '../shared/format.js';
import { toCsv } from '../shared/csv.js';
import type { CsvValue } from '../shared/csv.js';
import { element } from '../shared/element.js';
import type { TableView } from '../shared/virtual-table.js';
import { donorText, individualName, metricName, standingOf } from './individual-words.js';
import type { TableSorting } from './page-state.js';

type Individuals = readonly IndividualRecord[];

interface Field {
  /** In a CSV file, the same in every language. */
  readonly name: string;
  readonly header: string;
  readonly numeric: boolean;
  readonly width: number;
  text(one: IndividualRecord): string;
  /** What rows are sorted by: numbers, or texts by code points. */
  value(one: IndividualRecord): number | string | undefined;
}

export interface IndividualTable {
  readonly individuals: Individuals;
  readonly begun: EvolveBegun;
  readonly living: ReadonlySet<number>;
  readonly sorting: TableSorting | undefined;
  readonly format: Format;
  /** Opens one. */
  readonly select: (id: number) => void;
  readonly sort: (sorting: TableSorting | undefined) => void;
}

/** All individuals, a row each, as they were made or by any column. */
export function individualTableView(table: IndividualTable): TableView {
  const { individuals, begun, format, sorting, sort, select } = table;
  const fields = fieldsOf(table);
  const order = sortedRows(individuals, fields, sorting);
  return {
    label: lineageTexts.individualsTable(),
    columns: fields.map(({ name, header, numeric, width }) => ({
      header,
      numeric,
      width: Math.max(width, 34 + header.length * 7.5),
      sorted: sorting?.by !== name ? 'none' : sorting.isDescending ? 'descending' : 'ascending',
    })),
    rows: individuals.length,
    sort: (column) => {
      const by = fields[column]?.name ?? '';
      sort(nextSorting(sorting, by));
    },
    cells(row) {
      const one = individuals[order?.[row] ?? row];
      if (one === undefined) {
        return [];
      }
      const button = element('button', { type: 'button', class: 'link' }, individualName(one));
      button.addEventListener('click', () => select(one.id));
      return [button, ...fields.slice(1).map((field) => field.text(one))];
    },
  };

  function fieldsOf({ living }: IndividualTable): readonly Field[] {
    const words = lineageTexts.column;
    const number = (
      name: string,
      header: string,
      { width = 90, of }: { readonly width?: number; readonly of: (one: IndividualRecord) => number | undefined },
    ): Field => ({
      name,
      header,
      numeric: true,
      width,
      text(one) {
        const value = of(one);
        return value === undefined ? '' : format.figure(value);
      },
      value: of,
    });
    const text = (name: string, header: string, width: number, of: (one: IndividualRecord) => string): Field => ({
      name,
      header,
      numeric: false,
      width,
      text: of,
      value: of,
    });
    return [
      { ...number('id', words.id(), { width: 120, of: ({ id }) => id }), numeric: false },
      number('generation', words.generation(), { of: ({ generation }) => generation }),
      number('slot', words.slot(), { width: 60, of: ({ slot }) => slot }),
      text('standing', words.standing(), 110, (one) => lineageTexts.standing[standingOf(one, living)]()),
      number('score', words.score(metricName(begun)), { of: ({ score }) => score }),
      number('score_low', words.low(), { of: ({ interval }) => interval?.low }),
      number('score_high', words.high(), { of: ({ interval }) => interval?.high }),
      number('parent', words.parent(), { width: 70, of: ({ parent }) => parent }),
      text('donor', words.donor(), 200, ({ donor }) => donorText(donor, format)),
      number('scale', words.scale(), { width: 60, of: ({ scale }) => scale }),
      number('rate', words.rate(), { width: 60, of: ({ rate }) => rate }),
      number('crossed', words.crossed(), { of: ({ crossed }) => crossed }),
      number('seconds', words.seconds(), { width: 80, of: ({ seconds }) => seconds }),
      text('remembered', words.remembered(), 90, ({ isRemembered }) => (isRemembered ? lineageTexts.yes() : '')),
    ];
  }
}

/** Ascending, descending, as they were made. */
function nextSorting(sorting: TableSorting | undefined, by: string): TableSorting | undefined {
  if (sorting?.by !== by) {
    return { by, isDescending: false };
  }
  return sorting.isDescending ? undefined : { by, isDescending: true };
}

/** The rows in their order; undefined as they are. Rows without a value come last, either way round. */
function sortedRows(
  individuals: Individuals,
  fields: readonly Field[],
  sorting: TableSorting | undefined,
): readonly number[] | undefined {
  const field = fields.find(({ name }) => name === sorting?.by);
  if (field === undefined || sorting === undefined) {
    return undefined;
  }
  const sign = sorting.isDescending ? -1 : 1;
  const values = individuals.map((one) => field.value(one));
  return [...individuals.keys()].sort((a, b) => {
    const [left, right] = [values[a], values[b]];
    if (left === undefined || right === undefined || left === right) {
      return Number(left === undefined) - Number(right === undefined) || a - b;
    }
    return (left < right ? -1 : 1) * sign;
  });
}

/** All individuals with all that is known of them, in full precision. */
export function individualsCsv(individuals: Individuals, begun: EvolveBegun, living: ReadonlySet<number>): string {
  const named = [...new Set(individuals.flatMap(({ scores }) => Object.keys(scores ?? {})))];
  const header: readonly CsvValue[] = [
    'id',
    'generation',
    'slot',
    'label',
    'standing',
    'score',
    'score_low',
    'score_high',
    ...named.map((name) => `score.${name}`),
    'parent',
    'donor',
    'scale',
    'rate',
    'crossed',
    'seconds',
    'remembered',
    ...begun.genes.map(({ name }) => `value.${name}`),
  ];
  return toCsv([
    header,
    ...individuals.map((one): readonly CsvValue[] => [
      one.id,
      one.generation,
      one.slot,
      one.label,
      standingOf(one, living),
      one.score,
      one.interval?.low,
      one.interval?.high,
      ...named.map((name) => one.scores?.[name]),
      one.parent,
      one.donor
        .map(({ factor, plus, minus }) => `${factor}*${minus === undefined ? plus : `(${plus}-${minus})`}`)
        .join(' '),
      one.scale,
      one.rate,
      one.crossed,
      one.seconds,
      String(one.isRemembered),
      ...begun.genes.map((_, i) => one.values?.[i]),
    ]),
  ]);
}
