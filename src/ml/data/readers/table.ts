import type { Row } from '../dataset.js';

/** Rows with named columns, wherever they lie: what tables of every format are read as. */
export interface Table {
  /** What errors name. */
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readRows(indices: ArrayLike<number>, signal: AbortSignal): Promise<readonly Row[]>;
  /** Line on which a row begins, from 1; undefined where the format has no lines. */
  lineOf(row: number): number | undefined;
  close(): Promise<void>;
}

/** Sees each row once, in order, while a table is opened: what checks labels and features needs no second reading. */
export type RowVisitor = (row: Row, index: number, line: number | undefined) => void;
