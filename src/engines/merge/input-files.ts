import type { Files, OpenFile } from '../../base/ports.js';
import { bytesOf, decodeToFloat32 } from '../../ml/tensors/dtypes.js';
import { AdapterReader } from './adapters/adapter-reader.js';
import type { AdapterSource } from './adapters/adapter-source.js';
import type { StoredTensor } from './resolution/planned-tensor.js';

/** The inputs' files, each opened at its first read and kept open until `close`. */
export class InputFiles {
  private readonly opened = new Map<string, Promise<OpenFile>>();
  private readonly adapters = new AdapterReader((stored, start, out) =>
    this.readStored(stored, start, { raw: new Uint8Array(bytesOf(stored.dtype, out.length)), out }),
  );

  constructor(private readonly files: Files) {}

  /** Fills `raw` with the bytes of the elements from `start` on, as they are on the disk. */
  async readBytes(source: StoredTensor, start: number, raw: Uint8Array): Promise<void> {
    const file = await this.open(source.file);
    await file.read(raw, source.position + bytesOf(source.dtype, start));
  }

  /** Fills `out` with the elements from `start` on, adapters applied, by way of the first bytes of `raw`. */
  async readFloats(
    source: StoredTensor & { readonly adapter?: AdapterSource },
    start: number,
    buffers: { readonly raw: Uint8Array; readonly out: Float32Array },
  ): Promise<void> {
    if (source.adapter === undefined) {
      await this.readStored(source, start, buffers);
    } else {
      await this.adapters.read(source, source.adapter, start, buffers.out);
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
    { raw, out }: { readonly raw: Uint8Array; readonly out: Float32Array },
  ): Promise<void> {
    const bytes = raw.subarray(0, bytesOf(source.dtype, out.length));
    await this.readBytes(source, start, bytes);
    decodeToFloat32(bytes, source.dtype, out);
  }

  private open(file: string): Promise<OpenFile> {
    const known = this.opened.get(file) ?? this.files.open(file);
    this.opened.set(file, known);
    return known;
  }
}
