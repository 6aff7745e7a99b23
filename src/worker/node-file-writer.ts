import { writeSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { FileWriter } from '../base/ports.js';
import { isNothingThere, writingError } from './file-error.js';

/**
 * Creates a file of `bytes` (zeros until written) for positional writes, and its parent folders. What had the name is
 * unlinked first rather than truncated, so that a hard or symbolic link to an input is never written through.
 * With `keep` a regular file that is there is reopened with its content, and given the size.
 * Throws `disk-full` or `file-unwritable`.
 */
export async function createNodeFile(
  file: string,
  bytes: number,
  options: { readonly keep?: boolean } = {},
): Promise<FileWriter> {
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    const kept = options.keep === true ? await reopen(file) : undefined;
    const handle = kept ?? (await createAnew(file));
    await handle.truncate(bytes);
    return new NodeFileWriter(file, bytes, handle);
  } catch (thrown) {
    throw writingError(thrown, file);
  }
}

async function reopen(file: string): Promise<fs.FileHandle | undefined> {
  try {
    const stat = await fs.lstat(file);
    return stat.isFile() && stat.nlink === 1 ? await fs.open(file, 'r+') : undefined;
  } catch (thrown) {
    if (isNothingThere(thrown)) {
      return undefined;
    }
    throw thrown;
  }
}

async function createAnew(file: string): Promise<fs.FileHandle> {
  await fs.unlink(file).catch((thrown: unknown) => {
    if (!isNothingThere(thrown)) {
      throw thrown;
    }
  });
  return fs.open(file, 'wx+');
}

class NodeFileWriter implements FileWriter {
  constructor(
    readonly path: string,
    readonly bytes: number,
    private readonly handle: fs.FileHandle,
  ) {}

  async write(from: Uint8Array, position: number): Promise<void> {
    this.assertInside(from, position);
    let done = 0;
    try {
      while (done < from.length) {
        const { bytesWritten } = await this.handle.write(from, done, from.length - done, position + done);
        done += bytesWritten;
      }
    } catch (thrown) {
      throw writingError(thrown, this.path);
    }
  }

  writeSync(from: Uint8Array, position: number): void {
    this.assertInside(from, position);
    let done = 0;
    try {
      while (done < from.length) {
        done += writeSync(this.handle.fd, from, done, from.length - done, position + done);
      }
    } catch (thrown) {
      throw writingError(thrown, this.path);
    }
  }

  async flush(): Promise<void> {
    try {
      await this.handle.datasync();
    } catch (thrown) {
      throw writingError(thrown, this.path);
    }
  }

  private assertInside(from: Uint8Array, position: number): void {
    if (position < 0 || position + from.length > this.bytes) {
      throw new RangeError(`write at ${String(position)} of ${String(from.length)} bytes leaves the file's size`);
    }
  }

  async close({ flush = true }: { readonly flush?: boolean } = {}): Promise<void> {
    try {
      if (flush) {
        // A file system may tell only now that the disk is full.
        await this.handle.sync();
      }
    } catch (thrown) {
      throw writingError(thrown, this.path);
    } finally {
      await this.handle.close();
    }
  }
}
