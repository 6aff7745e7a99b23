import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { systemCodeOf } from '../../base/system-code.js';

export interface WriteOptions {
  /** False for what may be lost with the power: not flushed to the disk. */
  readonly durable?: boolean;
}

/** Writes a file beside its name, flushes it and renames it, so that readers see the old content or the new one. */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const durable = options.durable ?? true;
  const beside = path.join(path.dirname(file), `.${path.basename(file)}-${randomBytes(6).toString('hex')}.partial`);
  try {
    const handle = await fs.open(beside, 'wx');
    try {
      await handle.writeFile(content);
      if (durable) {
        await handle.sync();
      }
    } finally {
      await handle.close();
    }
    await renamePatiently(beside, file);
  } catch (thrown) {
    await fs.rm(beside, { force: true }).catch(() => undefined);
    throw thrown;
  }
  if (durable) {
    await syncFolder(path.dirname(file));
  }
}

/** The same for a JSON document. */
export async function writeJson(file: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, undefined, 2)}\n`, options);
}

/** A file's text; undefined where there is no file. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return undefined;
    }
    throw thrown;
  }
}

/** A JSON document's value; undefined where there is no file or what is in it is no JSON. */
export async function readJsonIfThere(file: string): Promise<unknown> {
  const text = await readIfThere(file);
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Windows refuses to replace a file while a reader or a virus scanner holds it open, which passes within moments. */
export async function renamePatiently(from: string, to: string): Promise<void> {
  const waits = process.platform === 'win32' ? [10, 20, 50, 100, 200, 500] : [];
  for (const ms of waits) {
    try {
      await fs.rename(from, to);
      return;
    } catch (thrown) {
      const code = systemCodeOf(thrown);
      if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY') {
        throw thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
  await fs.rename(from, to);
}

/** Makes a rename durable where the system can flush a folder; where it can't, the rename stands all the same. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
