import type { Files, OpenFile } from '../../base/ports.js';
import { bytesOf, decodeToFloat32 } from '../../ml/tensors/dtypes.js';
import type { StoredTensor } from './resolution/planned-tensor.js';

/** The inputs' files, each opened at its first read and kept open until `close`. */
export class InputFiles {
  private readonly opened = new Map<string, Promise<OpenFile>>();

  constructor(private readonly files: Files) {}

  /** Fills `raw` with the bytes of the elements from `start` on. */
  async readBytes(source: StoredTensor, start: number, raw: Uint8Array): Promise<void> {
    const file = await this.open(source.file);
    await file.read(raw, source.position + bytesOf(source.dtype, start));
  }

  /** Fills `out` with the elements from `start` on, by way of the first bytes of `raw`. */
  async readFloats(
    source: StoredTensor,
    start: number,
    { raw, out }: { readonly raw: Uint8Array; readonly out: Float32Array },
  ): Promise<void> {
    const bytes = raw.subarray(0, bytesOf(source.dtype, out.length));
    await this.readBytes(source, start, bytes);
    decodeToFloat32(bytes, source.dtype, out);
  }

  async close(): Promise<void> {
    const opened = [...this.opened.values()];
    this.opened.clear();
    for (const file of opened) {
      await (await file).close();
    }
  }

  private open(file: string): Promise<OpenFile> {
    const known = this.opened.get(file) ?? this.files.open(file);
    this.opened.set(file, known);
    return known;
  }
}
