import type { TensorSource } from '../resolution/planned-tensor.js';
import { MEAN_ROW } from './row-map.js';

export type RowSource = TensorSource & { readonly rows: NonNullable<TensorSource['rows']> };
/** Reads elements of a source as float32, whatever its rows. */
export type ReadMatrix = (source: TensorSource, start: number, buffers: ReadBuffers) => Promise<void>;

/** What is read into, and room for it as it is on the disk. */
export interface ReadBuffers {
  readonly raw: Uint8Array;
  readonly out: Float32Array;
}

/** Elements that are read at once to find a mean. */
const MEAN_ELEMENTS = 2 ** 16;
/** Bytes of an element of the widest format. */
const WIDEST = 8;

/** Reads matrices whose rows belong to another vocabulary than the file's. */
export class RowReader {
  /** By source: its mean is found once. */
  private readonly means = new Map<RowSource, Promise<Float32Array>>();

  constructor(private readonly readMatrix: ReadMatrix) {}

  /** Fills `out` with the elements from `start` on. */
  async read(source: RowSource, start: number, { raw, out }: ReadBuffers): Promise<void> {
    const { columns, map } = source.rows;
    for (let done = 0; done < out.length; ) {
      const row = Math.floor((start + done) / columns);
      const column = start + done - row * columns;
      const entry = map.rows[row] ?? MEAN_ROW;
      const rows = entry >= 0 ? runLength(map.rows, row) : 1;
      const length = Math.min(rows * columns - column, out.length - done);
      const part = out.subarray(done, done + length);
      if (entry >= 0) {
        await this.readMatrix(ownMatrix(source), entry * columns + column, { raw, out: part });
      } else {
        part.set((await this.madeRow(source, entry)).subarray(column, column + length));
      }
      done += length;
    }
  }

  private async madeRow(source: RowSource, entry: number): Promise<Float32Array> {
    const { columns, map } = source.rows;
    if (entry === MEAN_ROW) {
      return this.meanOf(source);
    }
    const parts = map.blends[-2 - entry] ?? [];
    const sum = new Float64Array(columns);
    const values = new Float32Array(columns);
    const raw = new Uint8Array(columns * WIDEST);
    for (const { matrix: index, row } of parts) {
      const matrix = map.matrices[index];
      if (matrix === undefined) {
        throw new RangeError(`there is no matrix ${String(index)}`);
      }
      await this.readMatrix(matrix, row * columns, { raw, out: values });
      for (let i = 0; i < columns; i++) {
        sum[i] = (sum[i] ?? 0) + (values[i] ?? 0);
      }
    }
    return Float32Array.from(sum, (value) => value / Math.max(1, parts.length));
  }

  private meanOf(source: RowSource): Promise<Float32Array> {
    const known = this.means.get(source) ?? this.findMean(source);
    this.means.set(source, known);
    return known;
  }

  /** The mean over all rows that have a value of their own, summed in float64. */
  private async findMean(source: RowSource): Promise<Float32Array> {
    const { columns, map } = source.rows;
    const sum = new Float64Array(columns);
    let count = 0;
    const most = Math.max(1, Math.floor(MEAN_ELEMENTS / columns));
    for (let row = 0; row < map.rows.length; ) {
      const entry = map.rows[row] ?? MEAN_ROW;
      const rows = entry >= 0 ? Math.min(most, runLength(map.rows, row)) : 1;
      if (entry !== MEAN_ROW) {
        const values = new Float32Array(rows * columns);
        await this.read(source, row * columns, { raw: new Uint8Array(values.length * WIDEST), out: values });
        for (const [i, value] of values.entries()) {
          sum[i % columns] = (sum[i % columns] ?? 0) + value;
        }
        count += rows;
      }
      row += rows;
    }
    return Float32Array.from(sum, (value) => value / Math.max(1, count));
  }
}

function ownMatrix({ model, name, file, position, dtype, adapter }: RowSource): TensorSource {
  const own = { model, name, file, position, dtype };
  return adapter === undefined ? own : { ...own, adapter };
}

/** How many rows from `row` on lie one after the other in the matrix itself. */
function runLength(rows: readonly number[], row: number): number {
  const first = rows[row] ?? MEAN_ROW;
  let length = 1;
  while (rows[row + length] === first + length) {
    length += 1;
  }
  return length;
}
