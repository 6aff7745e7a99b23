import type { OpenFile } from '../../../base/ports.js';

/** Bytes that can be read at any position: of a file, a part of one, or unpacked in memory. */
export type ByteSource = Pick<OpenFile, 'path' | 'bytes' | 'read' | 'close'>;

/** Bytes in memory; `path` is where they came from. */
export function memorySource(path: string, content: Uint8Array): ByteSource {
  return {
    path,
    bytes: content.length,
    read(into, position) {
      into.set(content.subarray(position, position + into.length));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** A stretch of a source, which closes with it. */
export function sourceSlice(source: ByteSource, start: number, bytes: number): ByteSource {
  return {
    path: source.path,
    bytes,
    read: (into, position) => source.read(into, start + position),
    close: () => source.close(),
  };
}

/** The bytes from `position` on: as many as asked for, or up to the end where there are fewer. */
export async function readBytes(source: ByteSource, position: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(Math.max(0, Math.min(count, source.bytes - position)));
  if (out.length > 0) {
    await source.read(out, position);
  }
  return out;
}

const CHUNK_BYTES = 1 << 20;

/** The source from front to back, a megabyte at a time; a chunk is the caller's to keep. */
export async function* sourceChunks(
  source: ByteSource,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (let position = 0; position < source.bytes; position += CHUNK_BYTES) {
    signal.throwIfAborted();
    yield await readBytes(source, position, CHUNK_BYTES);
  }
}
