import { CsvError } from 'csv-parse';
import { parse as parseCsv } from 'csv-parse/sync';
import { modelsmithError } from '../../../base/errors.js';
import type { Row } from '../dataset.js';
import { MAX_COLUMNS, shown } from '../limits.js';
import { dataFault, requireAtMost } from './data-fault.js';
import type { ReaderContext } from './open-source.js';
import { openSource, withClosed } from './open-source.js';
import type { RowVisitor, Table } from './table.js';
import { rowIndex, textRows } from './text-rows.js';
import { textTable } from './text-table.js';

const QUOTE = 0x22;

/**
 * Opens a CSV file (RFC 4180, UTF-8, also packed by gzip) whose first row names the columns. Every row is parsed once now,
 * so that a malformed one is told with its line before anything starts, and again when it is asked for; only where rows lie
 * is held in memory. All values are text.
 */
export async function openCsv(
  context: ReaderContext,
  path: string,
  options: { readonly delimiter: string; readonly visit: RowVisitor },
): Promise<Table> {
  const source = await openSource(context, path);
  return withClosed(source, async () => {
    const index = rowIndex(path);
    const parse = cellParser(path, options.delimiter);
    let columns: readonly string[] | undefined;
    const toRow = (text: string, line: number): Row => {
      const cells = parse(text, line);
      if (columns === undefined || cells.length !== columns.length) {
        const detail = `${cells.length}, ${columns?.length ?? 0} expected`;
        throw dataFault('csv', path)('columns-count', detail, { line });
      }
      // Not by assignment: a column `__proto__` must be a column.
      return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
    };
    for await (const row of textRows(source, { format: 'csv', quote: QUOTE, signal: context.signal })) {
      if (columns === undefined) {
        columns = checkColumns(parse(row.text, row.line), path, row.line);
      } else {
        options.visit(toRow(row.text, row.line), index.rows, row.line);
        index.add(row);
      }
    }
    if (columns === undefined) {
      throw modelsmithError('data-empty', {}, { file: path });
    }
    return textTable(source, { format: 'csv', columns, index, parse: toRow });
  });
}

function cellParser(path: string, delimiter: string): (text: string, line: number) => readonly string[] {
  return (text, line) => {
    // Most rows have no quotes, and need no parser.
    if (!text.includes('"')) {
      return text.split(delimiter);
    }
    try {
      // One record; a value may hold line feeds.
      const records = parseCsv(text, { delimiter, relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
      return records.length === 1 ? (records[0] ?? []) : [];
    } catch (thrown) {
      if (thrown instanceof CsvError) {
        throw dataFault('csv', path)('quotes', shown(text), { line });
      }
      throw thrown;
    }
  };
}

function checkColumns(columns: readonly string[], file: string, line: number): readonly string[] {
  requireAtMost('columns', columns.length, MAX_COLUMNS, { file, line });
  const repeated = columns.find((column, i) => columns.indexOf(column) !== i);
  if (repeated !== undefined) {
    throw dataFault('csv', file)('column-repeated', shown(repeated), { line });
  }
  return columns;
}
