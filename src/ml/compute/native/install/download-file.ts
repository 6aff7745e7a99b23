import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { modelsmithError } from '../../../../base/errors.js';
import type { InstallContext } from './installation.js';

/** The largest archive has a fifth of it; more than this is something else. */
const MOST_BYTES = 600_000_000;

/** Brings a file to the disk. Throws `runtime-download` where it can't be had, and the signal's reason. */
export async function downloadFile(url: string, file: string, { signal, onProgress }: InstallContext): Promise<void> {
  let done = 0;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) {
      throw new Error(`HTTP ${String(response.status)}`);
    }
    const total = Number(response.headers.get('content-length') ?? 0);
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        done += chunk.length;
        onProgress('download', done, total);
        callback(done > MOST_BYTES ? new Error(`> ${String(MOST_BYTES)} B`) : null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), counter, createWriteStream(file), { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw modelsmithError('runtime-download', { url, reason: causeOf(thrown) });
  }
}

/** `fetch` says only that it failed; what failed is the cause of that. */
function causeOf(thrown: unknown): string {
  const error = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return error instanceof Error ? error.message : String(error);
}
