import { gunzipSync } from 'node:zlib';
import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet';
import { parquetMetadataAsync, parquetReadObjects, snappyUncompress } from 'hyparquet';
import { isCancellation, modelsmithError, ModelsmithError } from '../../../base/errors.js';
import type { Row } from '../dataset.js';
import { MAX_COLUMNS, MAX_EXAMPLES, MAX_PARQUET_FOOTER_BYTES, MAX_ROW_GROUP_BYTES } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';
import { dataFault, requireAtMost } from './data-fault.js';
import type { ReaderContext } from './open-source.js';
import { withClosed } from './open-source.js';
import type { RowVisitor, Table } from './table.js';

/** Bytes of row groups, by their unpacked sizes, that are kept decoded: a set that fits is decoded once. */
const KEPT_BYTES = 256 * 1024 * 1024;
const MAGIC = 'PAR1';

interface Group {
  readonly first: number;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Opens a Parquet file (unpacked, Snappy or gzip). All rows are visited once now; a row group is decoded as a whole when one
 * of its rows is asked for, and the last few are kept. 64-bit integers become numbers where those hold them, else text.
 */
export async function openParquet(
  context: ReaderContext,
  path: string,
  options: { readonly visit: RowVisitor },
): Promise<Table> {
  const source = await context.files.open(path);
  return withClosed(source, async () => {
    await checkMagic(source);
    const file = asyncBuffer(source);
    const metadata = await decoding(path, () => parquetMetadataAsync(file));
    const columns = (metadata.schema[0]?.num_children ?? 0) > 0 ? topColumns(metadata) : [];
    const groups = listGroups(metadata, path);
    requireAtMost('columns', columns.length, MAX_COLUMNS, { file: path });
    const kept = new Map<Group, readonly Row[]>();
    const rowsOf = async (group: Group): Promise<readonly Row[]> => {
      const known = kept.get(group);
      const rows = known ?? (await readGroup(file, metadata, { group, columns, path }));
      // The one used last stands last.
      kept.delete(group);
      kept.set(group, rows);
      for (const oldest of kept.keys()) {
        if (oldest === group || sumBytes(kept.keys()) <= KEPT_BYTES) {
          break;
        }
        kept.delete(oldest);
      }
      return rows;
    };
    for (const group of groups) {
      context.signal.throwIfAborted();
      for (const [i, row] of (await rowsOf(group)).entries()) {
        options.visit(row, group.first + i, undefined);
      }
    }
    return {
      file: path,
      rows: groups.reduce((sum, { rows }) => sum + rows, 0),
      columns,
      async readRows(indices, signal) {
        const found: Row[] = [];
        for (const index of Array.from(indices)) {
          signal.throwIfAborted();
          const group = groups.findLast(({ first }) => first <= index);
          const row = group === undefined ? undefined : (await rowsOf(group))[index - group.first];
          if (row === undefined) {
            throw modelsmithError('internal', { message: `no row ${index}`, stack: '' }, { file: path });
          }
          found.push(row);
        }
        return found;
      },
      lineOf: () => undefined,
      close: () => source.close(),
    };
  });
}

function sumBytes(groups: Iterable<Group>): number {
  let sum = 0;
  for (const { bytes } of groups) {
    sum += bytes;
  }
  return sum;
}

async function checkMagic(source: ByteSource): Promise<void> {
  const fault = dataFault('parquet', source.path);
  const head = Buffer.from(await readBytes(source, 0, 4)).toString('latin1');
  if (head !== MAGIC) {
    throw head === '' ? modelsmithError('data-empty', {}, { file: source.path }) : fault('magic', JSON.stringify(head));
  }
  const tail = Buffer.from(await readBytes(source, Math.max(0, source.bytes - 8), 8));
  if (source.bytes < 12 || tail.toString('latin1', 4) !== MAGIC) {
    throw fault('ended-early', `${source.bytes} bytes`);
  }
  const footerBytes = tail.readUInt32LE(0);
  requireAtMost('bytes', footerBytes, MAX_PARQUET_FOOTER_BYTES, { file: source.path });
  if (footerBytes + 12 > source.bytes) {
    throw fault('header', `${footerBytes} bytes`);
  }
}

function asyncBuffer(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.bytes,
    slice(start, end = source.bytes) {
      // A hostile footer may name any place. Thrown at once: a promise that fails before the decoder waits for it would end the process.
      if (!(start >= 0 && start <= end && end <= source.bytes)) {
        throw new RangeError(`bytes ${start} to ${end} of ${source.bytes}`);
      }
      const reading = readBytes(source, start, end - start).then(({ buffer }) => buffer);
      reading.catch(() => undefined);
      return reading;
    },
  };
}

function topColumns(metadata: FileMetaData): readonly string[] {
  const names: string[] = [];
  let at = 1;
  for (let i = 0; i < (metadata.schema[0]?.num_children ?? 0) && at < metadata.schema.length; i++) {
    names.push(metadata.schema[at]?.name ?? '');
    // Skips what lies within the column.
    for (let open = 1; open > 0 && at < metadata.schema.length; at++) {
      open += (metadata.schema[at]?.num_children ?? 0) - 1;
    }
  }
  return names;
}

function listGroups({ row_groups: groups, num_rows: total }: FileMetaData, file: string): readonly Group[] {
  const listed: Group[] = [];
  let first = 0;
  for (const group of groups) {
    const rows = Number(group.num_rows);
    const bytes = group.columns.reduce(
      (sum, { meta_data: column }) => sum + Number(column?.total_uncompressed_size ?? 0),
      0,
    );
    if (!(rows >= 0 && bytes >= 0)) {
      throw dataFault('parquet', file)('header', `${rows} rows, ${bytes} bytes`);
    }
    requireAtMost('unpacked-bytes', bytes, MAX_ROW_GROUP_BYTES, { file });
    requireAtMost('examples', first + rows, MAX_EXAMPLES, { file });
    if (rows > 0) {
      listed.push({ first, rows, bytes });
    }
    first += rows;
  }
  if (Number(total) !== first) {
    throw dataFault('parquet', file)('header', `${total} rows, ${first} in groups`);
  }
  if (first === 0) {
    throw modelsmithError('data-empty', {}, { file });
  }
  return listed;
}

async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  {
    group: { first, rows },
    columns,
    path,
  }: { readonly group: Group; readonly columns: readonly string[]; readonly path: string },
): Promise<readonly Row[]> {
  const found: [string, unknown][][] = Array.from({ length: rows }, () => []);
  // One column at a time: of several that fail at once the decoder waits for the first only.
  for (const column of columns) {
    const values = await decoding(path, () =>
      parquetReadObjects({
        file,
        metadata,
        columns: [column],
        rowStart: first,
        rowEnd: first + rows,
        compressors: compressors(path),
      }),
    );
    if (values.length !== rows) {
      throw dataFault('parquet', path)('not-decodable', `${values.length} of ${rows} rows`);
    }
    for (const [i, row] of values.entries()) {
      found[i]?.push([column, plainValue(row[column])]);
    }
  }
  return found.map((cells) => Object.fromEntries(cells));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  return value;
}

/** A page says itself how long it is when unpacked: no more than a row group may be. */
function compressors(file: string): Compressors {
  return {
    SNAPPY(input, length) {
      requireAtMost('unpacked-bytes', length, MAX_ROW_GROUP_BYTES, { file });
      const out = new Uint8Array(length);
      snappyUncompress(input, out);
      return out;
    },
    GZIP(input, length) {
      requireAtMost('unpacked-bytes', length, MAX_ROW_GROUP_BYTES, { file });
      return gunzipSync(input, { maxOutputLength: Math.max(1, length) });
    },
  };
}

/** Whatever the decoder trips over is the file's fault. */
async function decoding<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    if (thrown instanceof ModelsmithError || isCancellation(thrown)) {
      throw thrown;
    }
    const message = thrown instanceof Error ? thrown.message : '';
    const codec = /unsupported compression codec: (\w+)/.exec(message)?.[1];
    const fault = dataFault('parquet', path);
    throw codec === undefined ? fault('not-decodable', message) : fault('compression', codec);
  }
}
