import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { Files, FileStat, FileWriter, OpenFile } from '../../../base/ports.js';
import { compareCodePoints } from '../../../base/compare-code-points.js';

/**
 * Files of which everything below one folder is kept in memory; what lies elsewhere is as in the files behind it. For models
 * that are scored by this program itself and needn't see a disk.
 */
export class MemoryFolder implements Files {
  readonly #contents = new Map<string, Uint8Array>();

  constructor(
    private readonly files: Files,
    private readonly root: string,
  ) {}

  async stat(file: string): Promise<FileStat | undefined> {
    if (!this.holds(file)) {
      return this.files.stat(file);
    }
    const content = this.#contents.get(file);
    const isFolder = file === this.root || this.below(file).length > 0;
    return content === undefined && !isFolder
      ? undefined
      : { bytes: content?.length ?? 0, modifiedMs: 0, isFolder: content === undefined };
  }

  async list(folder: string): Promise<readonly string[]> {
    if (!this.holds(folder)) {
      return this.files.list(folder);
    }
    const names = this.below(folder).map((file) => path.relative(folder, file).split(path.sep)[0] ?? '');
    return [...new Set(names)].sort(compareCodePoints);
  }

  async open(file: string): Promise<OpenFile> {
    if (!this.holds(file)) {
      return this.files.open(file);
    }
    const content = this.content(file);
    const readSync = (into: Uint8Array, position: number): void => {
      if (position + into.length > content.length) {
        throw modelsmithError('file-unreadable', { file, reason: 'ended-early' }, { file });
      }
      into.set(content.subarray(position, position + into.length));
    };
    return {
      path: file,
      bytes: content.length,
      readSync,
      read: async (into, position) => {
        readSync(into, position);
        return Promise.resolve();
      },
      close: async () => Promise.resolve(),
    };
  }

  async readSmall(file: string, maxBytes: number): Promise<Uint8Array> {
    if (!this.holds(file)) {
      return this.files.readSmall(file, maxBytes);
    }
    const content = this.content(file);
    if (content.length > maxBytes) {
      throw modelsmithError('file-unreadable', { file, reason: 'too-large' }, { file });
    }
    return content;
  }

  async create(file: string, bytes: number, options?: { readonly keep?: boolean }): Promise<FileWriter> {
    if (!this.holds(file)) {
      return this.files.create(file, bytes, options);
    }
    const content = new Uint8Array(bytes);
    this.#contents.set(file, content);
    const writeSync = (from: Uint8Array, position: number): void => {
      content.set(from, position);
    };
    return {
      path: file,
      bytes,
      writeSync,
      write: async (from, position) => {
        writeSync(from, position);
        return Promise.resolve();
      },
      flush: async () => Promise.resolve(),
      close: async () => Promise.resolve(),
    };
  }

  async writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
    if (!this.holds(file)) {
      return this.files.writeAtomically(file, content);
    }
    this.#contents.set(file, typeof content === 'string' ? new TextEncoder().encode(content) : content.slice());
  }

  async copy(from: string, to: string): Promise<void> {
    if (!this.holds(to)) {
      return this.files.copy(from, to);
    }
    this.#contents.set(to, await this.readSmall(from, Number.MAX_SAFE_INTEGER));
  }

  async rename(from: string, to: string): Promise<void> {
    if (!this.holds(from)) {
      return this.files.rename(from, to);
    }
    for (const file of [...(this.#contents.has(from) ? [from] : []), ...this.below(from)]) {
      const content = this.content(file);
      this.#contents.delete(file);
      this.#contents.set(to + file.slice(from.length), content);
    }
  }

  async remove(file: string): Promise<void> {
    if (!this.holds(file)) {
      return this.files.remove(file);
    }
    for (const one of [file, ...this.below(file)]) {
      this.#contents.delete(one);
    }
  }

  async makeFolder(folder: string): Promise<void> {
    return this.holds(folder) ? undefined : this.files.makeFolder(folder);
  }

  async realPath(file: string): Promise<string | undefined> {
    return this.holds(file) ? file : this.files.realPath(file);
  }

  freeBytes: Files['freeBytes'] = async (file) =>
    this.holds(file) ? Promise.resolve(Number.MAX_SAFE_INTEGER) : this.files.freeBytes(file);
  isWritable: Files['isWritable'] = async (folder) =>
    this.holds(folder) ? Promise.resolve(true) : this.files.isWritable(folder);

  /** True of the folder itself, too, and of names beside it that begin with its own: what is renamed to it. */
  private holds(file: string): boolean {
    return file.startsWith(this.root);
  }

  private below(folder: string): readonly string[] {
    return [...this.#contents.keys()].filter((file) => file.startsWith(folder + path.sep));
  }

  private content(file: string): Uint8Array {
    const content = this.#contents.get(file);
    if (content === undefined) {
      throw modelsmithError('file-missing', { file }, { file });
    }
    return content;
  }
}
