import type { Files, OpenFile } from '../../base/ports.js';
import { bytesOf, decodeToFloat32, type Dtype } from '../../ml/tensors/dtypes.js';
import { AdapterReader } from './adapters/adapter-reader.js';
import type { StoredTensor, TensorSource } from './resolution/planned-tensor.js';
import { RowReader, type RowSource } from './vocabulary/row-reader.js';

/** What values are read by way of: room for their bytes, room for them, and what turns the one into the other. */
export interface ReadBuffers {
  readonly raw: Uint8Array;
  readonly out: Float32Array;
  /** `decodeToFloat32` where absent. */
  readonly decode?: (raw: Uint8Array, dtype: Dtype, out: Float32Array) => void;
}

/** The inputs' files, each opened at its first read and kept open until `close`. */
export class InputFiles {
  private readonly opened = new Map<string, Promise<OpenFile>>();
  private readonly adapters = new AdapterReader((stored, start, out) =>
    this.readStored(stored, start, { raw: new Uint8Array(bytesOf(stored.dtype, out.length)), out }),
  );

  private readonly rows = new RowReader((source, start, buffers) => this.readFloats(source, start, buffers));

  /** With `inThread` a read doesn't leave the thread: faster, for threads that have nothing else to do. */
  constructor(
    private readonly files: Files,
    private readonly options: { readonly inThread?: boolean } = {},
  ) {}

  /** Fills `raw` with the bytes of the elements from `start` on, as they are on the disk. */
  async readBytes(source: StoredTensor, start: number, raw: Uint8Array): Promise<void> {
    const file = await this.open(source.file);
    const position = source.position + bytesOf(source.dtype, start);
    if (this.options.inThread === true) {
      file.readSync(raw, position);
    } else {
      await file.read(raw, position);
    }
  }

  /** Fills `out` with the elements from `start` on, adapters and vocabularies applied; `raw` has room for their bytes. */
  async readFloats(source: StoredTensor & Partial<TensorSource>, start: number, buffers: ReadBuffers): Promise<void> {
    if (isRowSource(source)) {
      await this.rows.read(source, start, buffers);
    } else if (source.adapter !== undefined) {
      await this.adapters.read(source, source.adapter, start, buffers.out);
    } else {
      await this.readStored(source, start, buffers);
    }
  }

  /** Says of how many adapters one tensor has need, so that their matrices stay in memory for it. */
  keepAdapters(count: number): void {
    this.adapters.keep(count);
  }

  async close(): Promise<void> {
    const opened = [...this.opened.values()];
    this.opened.clear();
    for (const file of opened) {
      await (await file).close();
    }
  }

  private async readStored(
    source: StoredTensor,
    start: number,
    { raw, out, decode = decodeToFloat32 }: ReadBuffers,
  ): Promise<void> {
    const bytes = raw.subarray(0, bytesOf(source.dtype, out.length));
    await this.readBytes(source, start, bytes);
    decode(bytes, source.dtype, out);
  }

  private open(file: string): Promise<OpenFile> {
    const known = this.opened.get(file) ?? this.files.open(file);
    this.opened.set(file, known);
    return known;
  }
}

function isRowSource(source: StoredTensor & Partial<TensorSource>): source is RowSource {
  return source.rows !== undefined;
}
