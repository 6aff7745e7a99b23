import type { Row } from '../dataset.js';
import { isRecord } from '../../../base/plain-record.js';
import { MAX_COLUMNS, shown } from '../limits.js';
import { dataFault, requireAtMost } from './data-fault.js';
import type { ReaderContext } from './open-source.js';
import { openSource, withClosed } from './open-source.js';
import type { RowVisitor, Table } from './table.js';
import { rowIndex, textRows } from './text-rows.js';
import { textTable } from './text-table.js';

/**
 * Opens a file of one JSON object a line (UTF-8, also packed by gzip). The columns are the keys of all rows together; a row may
 * lack some. Every line is parsed once now, so that a malformed one is told before anything starts, and again when it is asked
 * for; only where rows lie is held in memory.
 */
export async function openJsonl(
  context: ReaderContext,
  path: string,
  options: { readonly visit: RowVisitor },
): Promise<Table> {
  const source = await openSource(context, path);
  return withClosed(source, async () => {
    const index = rowIndex(path);
    const columns = new Set<string>();
    const parse = rowParser(path);
    for await (const row of textRows(source, { format: 'jsonl', quote: -1, signal: context.signal })) {
      const parsed = parse(row.text, row.line);
      for (const column of Object.keys(parsed)) {
        columns.add(column);
      }
      requireAtMost('columns', columns.size, MAX_COLUMNS, { file: path, line: row.line });
      options.visit(parsed, index.rows, row.line);
      index.add(row);
    }
    return textTable(source, { format: 'jsonl', columns: [...columns], index, parse });
  });
}

function rowParser(path: string): (text: string, line: number) => Row {
  const fault = dataFault('jsonl', path);
  return (text, line) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw fault('not-json', shown(text), { line });
    }
    if (!isRecord(value)) {
      throw fault('not-object', shown(text), { line });
    }
    return value;
  };
}
