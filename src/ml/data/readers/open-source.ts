import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { MAX_UNPACKED_BYTES } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { memorySource, readBytes, sourceChunks } from './byte-source.js';
import { dataFault, requireAtMost } from './data-fault.js';

/** What every reader is given. */
export interface ReaderContext {
  readonly files: Files;
  readonly signal: AbortSignal;
}

/**
 * Opens a file of data. One packed by gzip is unpacked into memory, since it can't be read from the middle; its checksum
 * is compared. Throws `file-missing`, `file-unreadable`, `data-file-invalid`, `data-too-large`.
 */
export async function openSource({ files, signal }: ReaderContext, path: string): Promise<ByteSource> {
  const file = await files.open(path);
  return withClosed(file, async () => {
    const [first, second] = await readBytes(file, 0, 2);
    if (first !== 0x1f || second !== 0x8b) {
      return file;
    }
    const unpacked = await gunzip(file, signal);
    await file.close();
    return unpacked;
  });
}

/** Runs an action on a source that is to be closed if it throws. */
export async function withClosed<T>(source: Pick<ByteSource, 'close'>, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

async function gunzip(file: ByteSource, signal: AbortSignal): Promise<ByteSource> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const input = Readable.from(sourceChunks(file, signal));
  const unpacker = createGunzip();
  input.on('error', (error) => unpacker.destroy(error));
  try {
    for await (const chunk of input.pipe(unpacker) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      requireAtMost('unpacked-bytes', bytes, MAX_UNPACKED_BYTES, { file: file.path });
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof ModelsmithError || isCancellation(thrown)) {
      throw thrown;
    }
    throw dataFault('gzip', file.path)('not-decodable', thrown instanceof Error ? thrown.message : '');
  } finally {
    input.destroy();
  }
  return memorySource(file.path, Buffer.concat(chunks, bytes));
}
