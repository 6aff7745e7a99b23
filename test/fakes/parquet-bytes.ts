import { gzipSync } from 'node:zlib';

/** A required column of texts or of 64-bit numbers. */
export type ParquetColumn =
  | { readonly name: string; readonly type: 'text'; readonly values: readonly string[] }
  | { readonly name: string; readonly type: 'double'; readonly values: readonly number[] }
  | { readonly name: string; readonly type: 'int64'; readonly values: readonly number[] };

/** Physical types and codecs by their numbers in parquet.thrift. */
const types = { text: 6, double: 5, int64: 2 } as const;
const codecs = { none: 0, gzip: 2, zstd: 6 } as const;

interface Options {
  readonly codec?: keyof typeof codecs;
  /** Rows of a row group; absent: all. */
  readonly groupRows?: number;
  /** What the footer says instead of the number of rows. */
  readonly claimedRows?: number;
}

/** The bytes of a Parquet file with plain pages, one for each column of a row group. */
export function parquetBytes(columns: readonly ParquetColumn[], options: Options = {}): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const { codec = 'none', groupRows = Math.max(rows, 1), claimedRows = rows } = options;
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let position = 4;
  const groups: Buffer[] = [];
  for (let first = 0; first < rows; first += groupRows) {
    const count = Math.min(groupRows, rows - first);
    const chunks: Buffer[] = [];
    let groupBytes = 0;
    for (const column of columns) {
      const plain = plainValues(column, first, count);
      const packed = codec === 'gzip' ? gzipSync(plain) : plain;
      const page = struct([
        [1, i32(0)],
        [2, i32(plain.length)],
        [3, i32(packed.length)],
        [
          5,
          {
            type: 12,
            bytes: struct([
              [1, i32(count)],
              [2, i32(0)],
              [3, i32(3)],
              [4, i32(3)],
            ]),
          },
        ],
      ]);
      const start = position;
      parts.push(page, packed);
      position += page.length + packed.length;
      groupBytes += page.length + plain.length;
      const meta = struct([
        [1, i32(types[column.type])],
        [2, list(5, [zigzag(0)])],
        [3, list(8, [text(column.name)])],
        [4, i32(codecs[codec])],
        [5, i64(count)],
        [6, i64(page.length + plain.length)],
        [7, i64(page.length + packed.length)],
        [9, i64(start)],
      ]);
      chunks.push(
        struct([
          [2, i64(start)],
          [3, { type: 12, bytes: meta }],
        ]),
      );
    }
    groups.push(
      struct([
        [1, list(12, chunks)],
        [2, i64(groupBytes)],
        [3, i64(count)],
      ]),
    );
  }
  const schema = [
    struct([
      [4, { type: 8, bytes: text('schema') }],
      [5, i32(columns.length)],
    ]),
    ...columns.map(({ name, type }) =>
      struct([
        [1, i32(types[type])],
        [3, i32(0)],
        [4, { type: 8, bytes: text(name) }],
        ...(type === 'text' ? [[6, i32(0)] as const] : []),
      ]),
    ),
  ];
  const footer = struct([
    [1, i32(2)],
    [2, list(12, schema)],
    [3, i64(claimedRows)],
    [4, list(12, groups)],
  ]);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(footer.length, 0);
  end.write('PAR1', 4);
  return Buffer.concat([...parts, footer, end]);
}

function plainValues(column: ParquetColumn, first: number, count: number): Buffer {
  if (column.type === 'text') {
    return Buffer.concat(
      column.values.slice(first, first + count).map((value) => {
        const bytes = Buffer.from(value);
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return Buffer.concat([length, bytes]);
      }),
    );
  }
  const out = Buffer.alloc(8 * count);
  for (const [i, value] of column.values.slice(first, first + count).entries()) {
    if (column.type === 'double') {
      out.writeDoubleLE(value, 8 * i);
    } else {
      out.writeBigInt64LE(BigInt(value), 8 * i);
    }
  }
  return out;
}

// Thrift's compact protocol, as far as a footer needs it.
interface Field {
  readonly type: number;
  readonly bytes: Buffer;
}

const i32 = (value: number): Field => ({ type: 5, bytes: zigzag(value) });
const i64 = (value: number): Field => ({ type: 6, bytes: zigzag(value) });

function struct(fields: readonly (readonly [number, Field])[]): Buffer {
  let last = 0;
  const parts = fields.map(([id, { type, bytes }]) => {
    const head = Buffer.from([((id - last) << 4) | type]);
    last = id;
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function list(type: number, items: readonly Buffer[]): Field {
  const head =
    items.length < 15
      ? Buffer.from([(items.length << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), varint(items.length)]);
  return { type: 9, bytes: Buffer.concat([head, ...items]) };
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

const zigzag = (value: number): Buffer => varint(value < 0 ? -2 * value - 1 : 2 * value);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
