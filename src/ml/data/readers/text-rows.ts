import type { DataFormat } from '../../../base/offences.js';
import { modelsmithError } from '../../../base/errors.js';
import type { RowScan } from '../kernels/find-rows.js';
import { countLineFeeds, findRowEnds } from '../kernels/find-rows.js';
import { MAX_EXAMPLES, MAX_ROW_BYTES } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { sourceChunks } from './byte-source.js';
import { dataFault, requireAtMost } from './data-fault.js';

/** A row of a text file: its text without the line feed, where it lies, and the line it begins on. */
export interface TextRow {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The rows of a UTF-8 file, one after the other: ended by a line feed outside of quotes (`quote`: the byte, -1 for none), the
 * last one by the end of the file. Rows of white space are left out. Throws `data-file-invalid` for what isn't UTF-8, and
 * `data-too-large` for a row beyond the limit, such as after a quote that is never closed.
 */
export async function* textRows(
  source: ByteSource,
  options: { readonly format: DataFormat; readonly quote: number; readonly signal: AbortSignal },
): AsyncGenerator<TextRow, void, undefined> {
  const { format, quote, signal } = options;
  const scan: RowScan = { isQuoted: false };
  const ends = new Float64Array(1 << 20);
  const decode = rowDecoder(source.path, format);
  let rest = new Uint8Array(0);
  let restStart = 0;
  let line = 1;
  for await (const chunk of sourceChunks(source, signal)) {
    const count = findRowEnds(chunk, quote, scan, ends);
    let from = 0;
    for (let i = 0; i < count; i++) {
      const to = ends[i] ?? 0;
      const bytes = rest.length === 0 ? chunk.subarray(from, to) : join(rest, chunk.subarray(from, to));
      const row = { text: decode(bytes, line), start: restStart, end: restStart + bytes.length, line };
      if (row.text.trim() !== '') {
        yield row;
      }
      line += countLineFeeds(bytes);
      restStart = row.end;
      rest = new Uint8Array(0);
      from = to;
    }
    rest = join(rest, chunk.subarray(from));
    requireAtMost('row-bytes', rest.length, MAX_ROW_BYTES, { file: source.path, line });
  }
  const text = decode(rest, line);
  if (text.trim() !== '') {
    yield { text, start: restStart, end: restStart + rest.length, line };
  }
}

/** Decodes a row strictly, without its line ending, and the first one without its byte order mark. */
export function rowDecoder(file: string, format: DataFormat): (bytes: Uint8Array, line: number) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (bytes, line) => {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      throw dataFault(format, file)('not-utf8', '', { line });
    }
    const whole = line === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    return whole.replace(/\r?\n$/, '');
  };
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Where the rows of a text file lie; grows while the file is read. */
export interface RowIndex {
  add(row: TextRow): void;
  readonly rows: number;
  at(row: number): { readonly start: number; readonly end: number; readonly line: number };
}

/** An index of 24 bytes a row. Throws `data-too-large` past the limit, `data-empty` never: that is for who opened the table. */
export function rowIndex(file: string): RowIndex {
  let places = new Float64Array(3 * 1024);
  let rows = 0;
  return {
    add({ start, end, line }) {
      requireAtMost('examples', rows + 1, MAX_EXAMPLES, { file });
      if (3 * (rows + 1) > places.length) {
        const larger = new Float64Array(places.length * 2);
        larger.set(places);
        places = larger;
      }
      places.set([start, end, line], 3 * rows);
      rows++;
    },
    get rows() {
      return rows;
    },
    at(row) {
      const [start, end, line] = places.subarray(3 * row, 3 * row + 3);
      if (row >= rows || start === undefined || end === undefined || line === undefined) {
        throw modelsmithError('internal', { message: `no row ${row}`, stack: '' }, { file });
      }
      return { start, end, line };
    },
  };
}
