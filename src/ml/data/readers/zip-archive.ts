import { crc32, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { MAX_ARCHIVE_ENTRIES, MAX_UNPACKED_BYTES } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { memorySource, readBytes, sourceSlice } from './byte-source.js';
import type { DataFault } from './data-fault.js';
import { requireAtMost } from './data-fault.js';

/** A file in an archive, as the central directory has it. */
export interface ArchiveEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly checksum: number;
  readonly headerStart: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
/** Stands where the 64-bit extension has the value. */
const IN_EXTENSION = 0xffffffff;
const EXTENSION_64 = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads the central directory of a zip archive, with its 64-bit extension (APPNOTE.TXT 4.3): entries by name. Nothing of the
 * archive but the directory is read, so that a stored entry can then be read where it lies.
 */
export async function readArchive(source: ByteSource, fault: DataFault): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const { count, start, bytes } = await findDirectory(source, fault);
  requireAtMost('bytes', bytes, 64 * 1024 * MAX_ARCHIVE_ENTRIES, { file: source.path });
  if (start + bytes > source.bytes || count > MAX_ARCHIVE_ENTRIES) {
    throw fault('header', `${count} entries at ${start}`);
  }
  const directory = await readBytes(source, start, bytes);
  const view = new DataView(directory.buffer);
  const entries = new Map<string, ArchiveEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw fault('header', `entry ${i + 1}`);
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const extraStart = at + ENTRY_BYTES + (nameBytes ?? 0);
    const next = extraStart + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (next > bytes) {
      throw fault('header', `entry ${i + 1}`);
    }
    const name = Buffer.from(directory.subarray(at + ENTRY_BYTES, extraStart)).toString('utf8');
    const fields = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
    const [unpacked = 0, packedBytes = 0, headerStart = 0] = readExtension(
      new DataView(directory.buffer, extraStart, extraBytes ?? 0),
      fields,
    );
    entries.set(name, {
      name,
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      bytes: unpacked,
      packedBytes,
      headerStart,
    });
    at = next;
  }
  return entries;
}

/** The bytes of an entry: a part of the file where it is stored, unpacked into memory and its checksum compared where not. */
export async function openEntry(source: ByteSource, entry: ArchiveEntry, fault: DataFault): Promise<ByteSource> {
  const local = await readBytes(source, entry.headerStart, LOCAL_BYTES);
  const view = new DataView(local.buffer);
  if (local.length < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw fault('header', entry.name);
  }
  const start = entry.headerStart + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.packedBytes > source.bytes) {
    throw fault('ended-early', `${source.bytes} bytes, ${start + entry.packedBytes} expected`);
  }
  if ((view.getUint16(6, true) & 1) === 1) {
    throw fault('compression', 'encrypted');
  }
  if (entry.method === STORED) {
    if (entry.packedBytes !== entry.bytes) {
      throw fault('header', entry.name);
    }
    return sourceSlice(source, start, entry.bytes);
  }
  if (entry.method !== DEFLATED) {
    throw fault('compression', String(entry.method));
  }
  requireAtMost('unpacked-bytes', Math.max(entry.bytes, entry.packedBytes), MAX_UNPACKED_BYTES, { file: source.path });
  const content = await inflate(await readBytes(source, start, entry.packedBytes), entry, fault);
  if (content.length !== entry.bytes || crc32(content) !== entry.checksum) {
    throw fault('not-decodable', entry.name);
  }
  return { ...memorySource(source.path, content), close: () => source.close() };
}

async function inflate(packed: Uint8Array, entry: ArchiveEntry, fault: DataFault): Promise<Uint8Array> {
  try {
    return await promisify(inflateRaw)(packed, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch (thrown) {
    throw fault('not-decodable', `${entry.name}: ${thrown instanceof Error ? thrown.message : ''}`);
  }
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly bytes: number;
}

/** The end record stands before a comment of unknown length: it is looked for from the end. */
async function findDirectory(source: ByteSource, fault: DataFault): Promise<Directory> {
  const tailStart = Math.max(0, source.bytes - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await readBytes(source, tailStart, source.bytes - tailStart);
  const view = new DataView(tail.buffer);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) === END_SIGNATURE && at + END_BYTES + view.getUint16(at + 20, true) === tail.length) {
      const found = {
        count: view.getUint16(at + 10, true),
        bytes: view.getUint32(at + 12, true),
        start: view.getUint32(at + 16, true),
      };
      return found.start === IN_EXTENSION || found.count === 0xffff
        ? findDirectory64(source, tailStart + at, fault)
        : found;
    }
  }
  const begin = await readBytes(source, 0, 4);
  throw fault('magic', Buffer.from(begin).toString('hex'));
}

async function findDirectory64(source: ByteSource, endStart: number, fault: DataFault): Promise<Directory> {
  const locator = await readBytes(source, Math.max(0, endStart - END64_LOCATOR_BYTES), END64_LOCATOR_BYTES);
  const locatorView = new DataView(locator.buffer);
  if (locator.length < END64_LOCATOR_BYTES || locatorView.getUint32(0, true) !== END64_LOCATOR_SIGNATURE) {
    throw fault('header', 'zip64');
  }
  const end = await readBytes(source, Number(locatorView.getBigUint64(8, true)), END64_BYTES);
  const view = new DataView(end.buffer);
  if (end.length < END64_BYTES || view.getUint32(0, true) !== END64_SIGNATURE) {
    throw fault('header', 'zip64');
  }
  return {
    count: Number(view.getBigUint64(32, true)),
    bytes: Number(view.getBigUint64(40, true)),
    start: Number(view.getBigUint64(48, true)),
  };
}

/** Fields that don't fit 32 bits stand in the extension, in the order of `fields`, and only those. */
function readExtension(extra: DataView, fields: readonly number[]): readonly number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) === EXTENSION_64) {
      let next = at + 4;
      return fields.map((field) => {
        if (field !== IN_EXTENSION || next + 8 > extra.byteLength) {
          return field;
        }
        next += 8;
        return Number(extra.getBigUint64(next - 8, true));
      });
    }
  }
  return fields;
}
