import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { systemCodeOf } from '../base/system-code.js';
import type { DenseFiles } from '../base/ports.js';

const DENSE_FILE = /^[a-z0-9-]{1,40}\.f32$/;

/** How long each file is, in bytes: what a snapshot keeps, so that a resume can cut off what came after. */
export type DenseLengths = Readonly<Record<string, number>>;

interface DenseFile {
  readonly handle: Promise<fs.FileHandle>;
  /** Bytes on the disk. */
  written: number;
  /** Bytes with those that wait. */
  length: number;
  pending: Uint8Array[];
}

/** The real `DenseFiles`: arrays wait in memory until the events that name them are written. */
export class DenseWriter implements DenseFiles {
  private readonly files = new Map<string, DenseFile>();
  private writing: Promise<void> = Promise.resolve();

  private before: DenseLengths = {};

  constructor(private readonly folder: string) {}

  /** Brings the files to what they were at a snapshot: longer ones are cut, later ones removed. */
  async restore(lengths: DenseLengths): Promise<void> {
    await this.writing;
    await this.close();
    this.before = lengths;
    for (const name of await fs.readdir(this.folder).catch((): string[] => [])) {
      const length = Object.hasOwn(lengths, name) ? lengths[name] : undefined;
      const file = path.join(this.folder, name);
      await (length === undefined ? fs.rm(file, { recursive: true, force: true }) : fs.truncate(file, length));
    }
  }

  /** False where a file is missing, or shorter than the snapshot says: its events can't be drawn any more. */
  async holds(lengths: DenseLengths): Promise<boolean> {
    for (const [name, length] of Object.entries(lengths)) {
      const stat = await fs.stat(path.join(this.folder, name)).catch(() => undefined);
      if (stat === undefined || stat.size < length) {
        return false;
      }
    }
    return true;
  }

  append(
    file: string,
    values: Float32Array,
  ): { readonly file: string; readonly offset: number; readonly length: number } {
    if (!DENSE_FILE.test(file)) {
      throw new RangeError(`${file} is no name of a dense file`);
    }
    const target = this.target(file);
    const offset = target.length;
    // A copy, because the caller goes on with its array. All systems that Node runs on here are little-endian.
    target.pending.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice());
    target.length += values.byteLength;
    return { file, offset, length: values.length };
  }

  /** Bytes of every file, with those that wait. */
  get lengths(): DenseLengths {
    const lengths = new Map(Object.entries(this.before));
    for (const [name, { length }] of this.files) {
      lengths.set(name, length);
    }
    return Object.fromEntries(lengths);
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    const next = this.writing.then(async () => {
      for (const file of this.files.values()) {
        await writePending(file);
      }
    });
    this.writing = next.catch(() => undefined);
    await next;
  }

  /** The same, down to the disk. */
  async sync(): Promise<void> {
    await this.flush();
    for (const { handle } of this.files.values()) {
      await (await handle).sync();
    }
  }

  async close(): Promise<void> {
    for (const { handle } of this.files.values()) {
      await (await handle).close();
    }
    this.files.clear();
  }

  private target(name: string): DenseFile {
    let target = this.files.get(name);
    if (target === undefined) {
      const length = Object.hasOwn(this.before, name) ? (this.before[name] ?? 0) : 0;
      const handle = openForWriting(path.join(this.folder, name));
      // Its failure is met by the first write.
      handle.catch(() => undefined);
      target = { handle, written: length, length, pending: [] };
      this.files.set(name, target);
    }
    return target;
  }
}

async function writePending(file: DenseFile): Promise<void> {
  const bytes = Buffer.concat(file.pending);
  file.pending = [];
  const handle = await file.handle;
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, file.written);
    done += bytesWritten;
    file.written += bytesWritten;
  }
}

async function openForWriting(file: string): Promise<fs.FileHandle> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  try {
    return await fs.open(file, 'r+');
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT') {
      return fs.open(file, 'wx+');
    }
    throw thrown;
  }
}
