import { readSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { modelsmithError } from '../base/errors.js';
import type { OpenFile } from '../base/ports.js';
import { readingError } from './file-error.js';

/** One `read` call of the system takes at most 2^31 - 4096 bytes on Linux; longer ones come back short. */
const MAX_READ_BYTES = 0x4000_0000;

/**
 * Opens a regular file for positional reads.
 * Throws `file-missing`, or `file-unreadable` for a folder, a pipe (opening one would wait for ever) or lack of rights.
 */
export async function openNodeFile(path: string): Promise<OpenFile> {
  try {
    const before = await fs.stat(path);
    if (!before.isFile()) {
      throw modelsmithError('file-unreadable', { file: path, reason: 'not-a-file' }, { file: path });
    }
    const handle = await fs.open(path, 'r');
    const { size } = await handle.stat();
    return new NodeOpenFile(path, size, handle);
  } catch (thrown) {
    throw readingError(thrown, path);
  }
}

class NodeOpenFile implements OpenFile {
  constructor(
    readonly path: string,
    readonly bytes: number,
    private readonly handle: fs.FileHandle,
  ) {}

  async read(into: Uint8Array, position: number): Promise<void> {
    let done = 0;
    try {
      while (done < into.length) {
        const wanted = Math.min(into.length - done, MAX_READ_BYTES);
        const { bytesRead } = await this.handle.read(into, done, wanted, position + done);
        if (bytesRead === 0) {
          throw modelsmithError('file-unreadable', { file: this.path, reason: 'ended-early' }, { file: this.path });
        }
        done += bytesRead;
      }
    } catch (thrown) {
      throw readingError(thrown, this.path);
    }
  }

  readSync(into: Uint8Array, position: number): void {
    let done = 0;
    try {
      while (done < into.length) {
        const wanted = Math.min(into.length - done, MAX_READ_BYTES);
        const bytesRead = readSync(this.handle.fd, into, done, wanted, position + done);
        if (bytesRead === 0) {
          throw modelsmithError('file-unreadable', { file: this.path, reason: 'ended-early' }, { file: this.path });
        }
        done += bytesRead;
      }
    } catch (thrown) {
      throw readingError(thrown, this.path);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
