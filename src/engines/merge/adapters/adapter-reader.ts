import { addLowRank, rescaleRows } from '../kernels/low-rank.js';
import type { StoredTensor } from '../resolution/planned-tensor.js';
import type { AdapterSource } from './adapter-source.js';

/** Reads elements of a stored tensor as float32. */
export type ReadFloats = (stored: StoredTensor, start: number, out: Float32Array) => Promise<void>;

interface Factors {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly magnitudes: Float32Array | undefined;
  readonly scratch: Float32Array;
}

/** Reads matrices with their adapters on them. Keeps the small matrices of the last adapters in memory. */
export class AdapterReader {
  private readonly kept = new Map<AdapterSource, Promise<Factors>>();
  private capacity = 1;

  constructor(private readonly readFloats: ReadFloats) {}

  /** Keeps the matrices of at most so many adapters: as many as one tensor's inputs have. */
  keep(adapters: number): void {
    this.capacity = Math.max(1, adapters);
    this.makeRoom(this.capacity);
  }

  /** Fills `out` with the elements from `start` on of the adapted matrix. */
  async read(stored: StoredTensor, adapter: AdapterSource, start: number, out: Float32Array): Promise<void> {
    const { columns } = adapter;
    const factors = await this.factorsOf(adapter);
    if (factors.magnitudes === undefined) {
      await this.readFloats(stored, start, out);
      addTo(out, start, adapter, factors);
      return;
    }
    // A row's norm needs the whole row, also where the chunk has only a part of it.
    const firstRow = Math.floor(start / columns);
    const endRow = Math.ceil((start + out.length) / columns);
    const rows = new Float32Array((endRow - firstRow) * columns);
    await this.readFloats(stored, firstRow * columns, rows);
    addTo(rows, firstRow * columns, adapter, factors);
    rescaleRows(rows, columns, firstRow, factors.magnitudes);
    const offset = start - firstRow * columns;
    out.set(rows.subarray(offset, offset + out.length));
  }

  private factorsOf(adapter: AdapterSource): Promise<Factors> {
    const known = this.kept.get(adapter);
    if (known !== undefined) {
      // To the end: the first is the one that was not used for longest.
      this.kept.delete(adapter);
      this.kept.set(adapter, known);
      return known;
    }
    this.makeRoom(this.capacity - 1);
    const loading = this.load(adapter);
    this.kept.set(adapter, loading);
    return loading;
  }

  private makeRoom(size: number): void {
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= size) {
        return;
      }
      this.kept.delete(oldest);
    }
  }

  private async load({ left, right, isAcross, ...adapter }: AdapterSource): Promise<Factors> {
    const { rows, columns, rank, magnitude } = adapter;
    const read = async (stored: StoredTensor, elements: number): Promise<Float32Array> => {
      const values = new Float32Array(elements);
      await this.readFloats(stored, 0, values);
      return values;
    };
    const [l, r] = [await read(left, rows * rank), await read(right, rank * columns)];
    return {
      left: isAcross ? transpose(l, rank, rows) : l,
      right: isAcross ? transpose(r, columns, rank) : r,
      magnitudes: magnitude === undefined ? undefined : await read(magnitude, rows),
      scratch: new Float32Array(columns),
    };
  }
}

/** A matrix of `rows` x `columns`, turned round. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return turned;
}

function addTo(out: Float32Array, start: number, adapter: AdapterSource, factors: Factors): void {
  const { columns, rank, scale } = adapter;
  addLowRank(out, start, columns, factors.left, factors.right, rank, scale, factors.scratch);
}
