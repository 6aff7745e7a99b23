import * as path from 'node:path/posix';
import { compareCodePoints } from '../../src/base/compare-code-points.js';
import { modelsmithError } from '../../src/base/errors.js';
import type { Files, FileStat, FileWriter, OpenFile } from '../../src/base/ports.js';

/** What lies behind a name; names may go while it is open, as on a real disk. */
interface Content {
  bytes: Uint8Array<ArrayBuffer>;
  modifiedMs: number;
  /** Bytes ever written to it, at most its size: what it takes on a disk that stores no holes. */
  allocated: number;
  unreadable: string | undefined;
}

type Entry =
  | { readonly type: 'file'; readonly content: Content }
  | { readonly type: 'folder' }
  | { readonly type: 'link'; readonly target: string };

const MAX_LINKS = 40;

/** The `Files` port in memory, with POSIX paths and the behaviour of `src/worker/node-files.ts`, and faults on demand. */
export class MemoryFiles implements Files {
  private readonly entries = new Map<string, Entry>([['/', { type: 'folder' }]]);
  private readonly locked = new Set<string>();
  private clock = 1_000;

  /** A disk of `capacity` bytes; the write that doesn't fit throws `disk-full`. */
  constructor(private capacity = Number.POSITIVE_INFINITY) {}

  /** Puts a file there, with its parents; the content of one that is there changes in place, also for who has it open. */
  put(file: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
    const there = this.find(file);
    if (there?.type === 'file') {
      Object.assign(there.content, { bytes, modifiedMs: this.tick(), allocated: bytes.length });
      return;
    }
    this.addFolder(path.dirname(file));
    this.entries.set(this.real(file), { type: 'file', content: this.content(bytes) });
  }

  /** Puts a symbolic link there. */
  link(file: string, target: string): void {
    this.addFolder(path.dirname(file));
    this.entries.set(this.real(file), { type: 'link', target });
  }

  /** Every later read of the file fails with `file-unreadable` and this reason. */
  failReads(file: string, reason: string): void {
    this.fileAt(file).unreadable = reason;
  }

  /** From now on the disk has room for this many bytes more. */
  limitFreeBytes(free: number): void {
    this.capacity = this.used() + free;
  }

  /** The bytes of a file; throws `file-missing`. */
  bytesOf(file: string): Uint8Array {
    return this.fileAt(file).bytes;
  }

  textOf(file: string): string {
    return new TextDecoder().decode(this.bytesOf(file));
  }

  /** Every file, sorted. */
  paths(): readonly string[] {
    return [...this.entries]
      .filter(([, entry]) => entry.type === 'file')
      .map(([file]) => file)
      .sort(compareCodePoints);
  }

  stat(file: string): Promise<FileStat | undefined> {
    return promise(() => {
      const entry = this.find(file);
      if (entry?.type === 'file') {
        return { bytes: entry.content.bytes.length, modifiedMs: entry.content.modifiedMs, isFolder: false };
      }
      return entry?.type === 'folder' ? { bytes: 0, modifiedMs: 0, isFolder: true } : undefined;
    });
  }

  list(folder: string): Promise<readonly string[]> {
    return promise(() => {
      const real = this.resolve(folder);
      return [...this.entries.keys()]
        .filter((file) => file !== '/' && path.dirname(file) === real)
        .map((file) => path.basename(file))
        .sort(compareCodePoints);
    });
  }

  open(file: string): Promise<OpenFile> {
    return promise(() => {
      const content = this.fileAt(file);
      const readSync = (into: Uint8Array, position: number): void => {
        if (content.unreadable !== undefined) {
          throw unreadable(file, content.unreadable);
        }
        if (position + into.length > content.bytes.length) {
          throw unreadable(file, 'ended-early');
        }
        into.set(content.bytes.subarray(position, position + into.length));
      };
      return {
        path: file,
        bytes: content.bytes.length,
        read: (into, position) =>
          promise(() => {
            readSync(into, position);
          }),
        readSync,
        close: () => Promise.resolve(),
      };
    });
  }

  async readSmall(file: string, maxBytes: number): Promise<Uint8Array> {
    const opened = await this.open(file);
    if (opened.bytes > maxBytes) {
      throw unreadable(file, 'too-large');
    }
    const content = new Uint8Array(opened.bytes);
    await opened.read(content, 0);
    return content;
  }

  create(file: string, bytes: number, options: { readonly keep?: boolean } = {}): Promise<FileWriter> {
    return promise(() => {
      this.addFolder(path.dirname(file));
      const name = this.real(file);
      const there = this.entries.get(name);
      if (there?.type === 'folder') {
        throw modelsmithError('file-unwritable', { file, reason: 'EISDIR' }, { file });
      }
      const content = options.keep === true && there?.type === 'file' ? there.content : this.content(new Uint8Array(0));
      const resized = new Uint8Array(bytes);
      resized.set(content.bytes.subarray(0, bytes));
      Object.assign(content, { bytes: resized, allocated: Math.min(content.allocated, bytes) });
      this.entries.set(name, { type: 'file', content });
      const writeSync = (from: Uint8Array, position: number): void => {
        if (position < 0 || position + from.length > bytes) {
          throw new RangeError('write leaves the size of the file');
        }
        const allocated = Math.min(bytes, content.allocated + from.length);
        this.reserve(allocated - content.allocated, file);
        content.bytes.set(from, position);
        Object.assign(content, { allocated, modifiedMs: this.tick() });
      };
      return {
        path: file,
        bytes,
        write: (from, position) =>
          promise(() => {
            writeSync(from, position);
          }),
        writeSync,
        flush: () => Promise.resolve(),
        close: () => Promise.resolve(),
      };
    });
  }

  writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
    return promise(() => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
      this.replace(file, bytes);
    });
  }

  copy(from: string, to: string): Promise<void> {
    return promise(() => {
      this.replace(to, Uint8Array.from(this.fileAt(from).bytes));
    });
  }

  rename(from: string, to: string): Promise<void> {
    return promise(() => {
      const source = this.real(from);
      const moving = this.entries.get(source);
      if (moving === undefined) {
        throw modelsmithError('file-missing', { file: from }, { file: from });
      }
      const target = this.real(to);
      const replaced = this.entries.get(target);
      const isEmpty = ![...this.entries.keys()].some((file) => file.startsWith(`${target}/`));
      if (replaced !== undefined && (replaced.type === 'folder') !== (moving.type === 'folder')) {
        throw modelsmithError('file-unwritable', { file: to, reason: 'EISDIR' }, { file: to });
      }
      if (!isEmpty) {
        throw modelsmithError('file-unwritable', { file: to, reason: 'ENOTEMPTY' }, { file: to });
      }
      this.requireParent(to);
      for (const [file, entry] of [...this.entries]) {
        if (file === source || file.startsWith(`${source}/`)) {
          this.entries.delete(file);
          this.entries.set(target + file.slice(source.length), entry);
        }
      }
    });
  }

  remove(file: string): Promise<void> {
    return promise(() => {
      const name = this.real(file);
      for (const one of [...this.entries.keys()]) {
        if (one === name || one.startsWith(`${name}/`)) {
          this.entries.delete(one);
        }
      }
    });
  }

  makeFolder(folder: string): Promise<void> {
    return promise(() => {
      this.addFolder(folder);
    });
  }

  freeBytes(): Promise<number> {
    return promise(() => Math.max(0, this.capacity - this.used()));
  }

  isWritable(folder: string): Promise<boolean> {
    return promise(() => !this.locked.has(this.resolve(folder)));
  }

  /** From now on nothing may be made in a folder, as its owner wishes. */
  lock(folder: string): void {
    this.locked.add(this.resolve(folder));
  }

  realPath(file: string): Promise<string | undefined> {
    return promise(() => (this.find(file) === undefined ? undefined : this.resolve(file)));
  }

  private find(file: string): Entry | undefined {
    return this.entries.get(this.resolve(file));
  }

  private fileAt(file: string): Content {
    const entry = this.find(file);
    if (entry === undefined) {
      throw modelsmithError('file-missing', { file }, { file });
    }
    if (entry.type !== 'file') {
      throw unreadable(file, 'not-a-file');
    }
    return entry.content;
  }

  /** The path with its links followed, whether something is there or not. */
  private resolve(file: string, links = 0): string {
    const name = this.real(file, links);
    const entry = this.entries.get(name);
    if (entry?.type !== 'link') {
      return name;
    }
    if (links >= MAX_LINKS) {
      throw unreadable(file, 'ELOOP');
    }
    return this.resolve(path.resolve(path.dirname(name), entry.target), links + 1);
  }

  /** The path with the links of its folders followed, but not that of its last part. */
  private real(file: string, links = 0): string {
    const normal = path.resolve('/', file);
    return normal === '/' ? normal : path.join(this.resolve(path.dirname(normal), links), path.basename(normal));
  }

  private addFolder(folder: string): void {
    const name = this.resolve(folder);
    const there = this.entries.get(name);
    if (there?.type === 'file') {
      throw modelsmithError('file-unwritable', { file: folder, reason: 'EEXIST' }, { file: folder });
    }
    if (there === undefined) {
      this.addFolder(path.dirname(name));
      this.entries.set(name, { type: 'folder' });
    }
  }

  private requireParent(file: string): void {
    if (this.find(path.dirname(file))?.type !== 'folder') {
      throw modelsmithError('file-unwritable', { file, reason: 'ENOENT' }, { file });
    }
  }

  private replace(file: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.requireParent(file);
    const name = this.real(file);
    if (this.entries.get(name)?.type === 'folder') {
      throw modelsmithError('file-unwritable', { file, reason: 'EISDIR' }, { file });
    }
    this.reserve(bytes.length, file);
    this.entries.set(name, { type: 'file', content: this.content(bytes) });
  }

  private content(bytes: Uint8Array<ArrayBuffer>): Content {
    return { bytes, modifiedMs: this.tick(), allocated: bytes.length, unreadable: undefined };
  }

  private reserve(bytes: number, file: string): void {
    if (this.used() + bytes > this.capacity) {
      throw modelsmithError('disk-full', {}, { file });
    }
  }

  private used(): number {
    let sum = 0;
    for (const entry of this.entries.values()) {
      sum += entry.type === 'file' ? entry.content.allocated : 0;
    }
    return sum;
  }

  private tick(): number {
    this.clock += 1;
    return this.clock;
  }
}

function unreadable(file: string, reason: string): Error {
  return modelsmithError('file-unreadable', { file, reason }, { file });
}

/** Runs at once, but answers like the disk: later, and with a rejection rather than an exception. */
async function promise<T>(action: () => T): Promise<T> {
  await Promise.resolve();
  return action();
}
