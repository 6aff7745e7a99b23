import type { DataFormat } from '../../../base/offences.js';
import { modelsmithError } from '../../../base/errors.js';
import type { Row } from '../dataset.js';
import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';
import type { Table } from './table.js';
import type { RowIndex } from './text-rows.js';
import { rowDecoder } from './text-rows.js';

/** A table over the rows of a text file, which reads a row again when it is asked for. Throws `data-empty` without one. */
export function textTable(
  source: ByteSource,
  options: {
    readonly format: DataFormat;
    readonly columns: readonly string[];
    readonly index: RowIndex;
    readonly parse: (text: string, line: number) => Row;
  },
): Table {
  const { format, columns, index, parse } = options;
  if (index.rows === 0) {
    throw modelsmithError('data-empty', {}, { file: source.path });
  }
  const decode = rowDecoder(source.path, format);
  return {
    file: source.path,
    rows: index.rows,
    columns,
    async readRows(indices, signal) {
      const rows: Row[] = [];
      for (const row of Array.from(indices)) {
        signal.throwIfAborted();
        const { start, end, line } = index.at(row);
        rows.push(parse(decode(await readBytes(source, start, end - start), line), line));
      }
      return rows;
    },
    lineOf: (row) => index.at(row).line,
    close: () => source.close(),
  };
}
