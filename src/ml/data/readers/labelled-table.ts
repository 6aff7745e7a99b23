import { compareCodePoints } from '../../../base/compare-code-points.js';
import type { Where } from '../../../base/errors.js';
import { modelsmithError } from '../../../base/errors.js';
import type { Dataset, Row } from '../dataset.js';
import { MAX_CLASSES, shown } from '../limits.js';
import { requireAtMost } from './data-fault.js';
import type { RowVisitor, Table } from './table.js';

/** What is asked of the columns of a table. */
export interface TableColumns {
  readonly text?: readonly string[] | undefined;
  readonly features?: readonly string[] | undefined;
  readonly label?: string | undefined;
}

/**
 * Opens a table as examples: arrays where features are named, rows otherwise. While the table is read for the first time every
 * row's text, features and label are checked. Classes are the values of the label's column: in the order of numbers where all
 * are whole numbers, else of code points. Throws `data-cell-invalid`, `data-column-missing`, `data-too-large`.
 */
export async function openLabelledTable(
  file: string,
  columns: TableColumns,
  open: (visit: RowVisitor) => Promise<Table>,
): Promise<Dataset> {
  const { text, features, label } = columns;
  const gathered = label === undefined ? undefined : gatherLabels(file, label);
  const table = await open((row, index, line) => {
    const place = { index, where: { file, ...(line === undefined ? {} : { line }) } };
    for (const column of text ?? []) {
      readText(row, column, place);
    }
    for (const column of features ?? []) {
      readNumber(row, column, place);
    }
    gathered?.add(row, place);
  });
  const common = {
    examples: table.rows,
    classes: [],
    labels: undefined,
    ...gathered?.finish(),
    close: () => table.close(),
  };
  if (features === undefined) {
    return {
      kind: 'rows',
      ...common,
      columns: table.columns,
      inputColumns: text ?? table.columns.filter((column) => column !== label),
      readRows: (indices, signal) => table.readRows(indices, signal),
    };
  }
  return {
    kind: 'arrays',
    ...common,
    shape: [features.length],
    async read(indices, out, signal) {
      const rows = await table.readRows(indices, signal);
      for (const [i, row] of rows.entries()) {
        for (const [j, column] of features.entries()) {
          out[i * features.length + j] = readNumber(row, column, { index: indices[i] ?? 0, where: { file } });
        }
      }
    },
  };
}

interface Place {
  readonly index: number;
  readonly where: Where;
}

function readText(row: Row, column: string, place: Place): string {
  const value = valueOf(row, column, place);
  if (typeof value !== 'string') {
    throw cellFault('text', value, column, place);
  }
  return value;
}

/** A finite number, also as text: all values of a CSV file are. */
function readNumber(row: Row, column: string, place: Place): number {
  const value = valueOf(row, column, place);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const plain = typeof number === 'boolean' ? Number(number) : number;
  // float32 has a smaller range than the number that was read.
  if (typeof plain !== 'number' || !Number.isFinite(Math.fround(plain))) {
    throw cellFault('number', value, column, place);
  }
  return plain;
}

/** The value of a column; `data-column-missing` in a row that lacks it. */
function valueOf(row: Row, column: string, { where }: Place): unknown {
  if (!Object.hasOwn(row, column)) {
    throw modelsmithError('data-column-missing', { column, columns: Object.keys(row) }, where);
  }
  return row[column];
}

function cellFault(
  expected: 'number' | 'text' | 'label',
  value: unknown,
  column: string,
  { index, where }: Place,
): ReturnType<typeof modelsmithError> {
  return modelsmithError('data-cell-invalid', { row: index, column, value: shown(value), expected }, where);
}

interface GatheredLabels {
  add(row: Row, place: Place): void;
  finish(): { readonly labels: Int32Array; readonly classes: readonly string[] };
}

/** Numbers the values in the order in which they come, and in their own order at the end. */
function gatherLabels(file: string, column: string): GatheredLabels {
  const numbers = new Map<string, number>();
  const labels: number[] = [];
  return {
    add(row, place) {
      const value = valueOf(row, column, place);
      const isLabel = typeof value === 'number' ? Number.isInteger(value) : typeof value === 'boolean' || isName(value);
      if (!isLabel) {
        throw cellFault('label', value, column, place);
      }
      const name = String(value);
      const label = numbers.get(name) ?? numbers.size;
      numbers.set(name, label);
      requireAtMost('classes', numbers.size, MAX_CLASSES, place.where);
      labels.push(label);
    },
    finish() {
      const names = [...numbers.keys()];
      const areNumbers = names.every((name) => /^-?\d{1,15}$/.test(name));
      const classes = names.toSorted(areNumbers ? (a, b) => Number(a) - Number(b) : compareCodePoints);
      requireAtMost('classes', classes.length, MAX_CLASSES, { file });
      const order = new Map(classes.map((name, i) => [name, i]));
      const renumbered = names.map((name) => order.get(name) ?? 0);
      return { classes, labels: Int32Array.from(labels, (label) => renumbered[label] ?? 0) };
    },
  };
}

const isName = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
