import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { modelsmithError } from '../../../../base/errors.js';

/** The record at the end of an archive, and the comment that may follow it. */
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;

interface Entry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly compressedBytes: number;
  readonly headerAt: number;
}

/**
 * Extracts the entries of a ZIP archive for which `target` names a file below `folder`, as streams (APPNOTE 4.3). For
 * archives whose checksum was compared: no defence against hostile ones. Throws `runtime-archive`.
 */
export async function extractZip(
  archive: string,
  folder: string,
  options: { readonly target: (entry: string) => string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const handle = await open(archive);
  try {
    for (const entry of await listEntries(handle, archive)) {
      const name = options.target(entry.name);
      if (name !== undefined) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        const header = await readAt(handle, entry.headerAt, 30);
        const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
        const compressed =
          entry.compressedBytes === 0
            ? []
            : createReadStream(archive, { start, end: start + entry.compressedBytes - 1, highWaterMark: 1 << 20 });
        const { signal } = options;
        await (entry.isDeflated
          ? pipeline(compressed, createInflateRaw({ chunkSize: 1 << 20 }), createWriteStream(file), { signal })
          : pipeline(compressed, createWriteStream(file), { signal }));
      }
    }
  } finally {
    await handle.close();
  }
}

/** What the central directory lists. */
async function listEntries(handle: FileHandle, archive: string): Promise<readonly Entry[]> {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, END_BYTES + MOST_COMMENT_BYTES);
  const tail = await readAt(handle, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) {
    throw modelsmithError('runtime-archive', { file: path.basename(archive) });
  }
  const directory = await readAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  let at = 0;
  for (let left = tail.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      isDeflated: directory.readUInt16LE(at + 10) === 8,
      compressedBytes: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  await handle.read(buffer, 0, bytes, position);
  return buffer;
}
