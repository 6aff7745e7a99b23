import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import * as path from 'node:path';
import type { Files, OpenFile } from '../base/ports.js';
import { randomStream } from '../base/random.js';
import type { InputRecord } from '../protocol/run-record.js';

const BLOCK_BYTES = 1 << 16;
const SAMPLED_BLOCKS = 64;
/** Below this the samples would cover about as much as the whole file. */
const SMALL_BYTES = BLOCK_BYTES * SAMPLED_BLOCKS;
const FULL_BLOCK_BYTES = 1 << 22;
/** The length that a safetensors file begins with, and more than any header that the reader takes. */
const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;

export interface DigestOptions {
  readonly digest: 'sampled' | 'full';
  readonly signal: AbortSignal;
  /** Called with the bytes that were read since the last call. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * What an input is recognised again by: the SHA-256 that a Hugging Face cache names the file by, else a digest of its
 * size, its safetensors header and 64 blocks of 64 KiB at fixed random places; with `full` the SHA-256 of all of it.
 * Throws `file-missing` and `file-unreadable`.
 */
export async function digestInput(files: Files, file: string, options: DigestOptions): Promise<InputRecord> {
  const named = options.digest === 'full' ? undefined : await hubDigest(files, file);
  const digestKind = options.digest === 'full' || named !== undefined ? 'sha256' : 'sampled';
  const stat = await files.stat(file);
  const opened = await files.open(file);
  try {
    const hash = digestKind === 'sampled' ? hashSamples : hashAll;
    const digest = named ?? (await hash(opened, options));
    return { path: file, bytes: opened.bytes, modifiedMs: stat?.modifiedMs ?? 0, digest, digestKind };
  } finally {
    await opened.close();
  }
}

/** True when a file still has the digest of its record, whatever its path and times. `digest: full` trusts no name. */
export async function hasDigest(files: Files, record: InputRecord, options: DigestOptions): Promise<boolean> {
  const named = options.digest === 'full' ? undefined : await hubDigest(files, record.path);
  if (named !== undefined && record.digestKind === 'sha256') {
    return named === record.digest;
  }
  const opened = await files.open(record.path);
  try {
    const hash = record.digestKind === 'sampled' ? hashSamples : hashAll;
    return (await hash(opened, options)) === record.digest;
  } finally {
    await opened.close();
  }
}

/** In a Hugging Face cache a large file is a link to `blobs/<its SHA-256>`; small ones bear git's name instead. */
async function hubDigest(files: Files, file: string): Promise<string | undefined> {
  const real = await files.realPath(file);
  if (real === undefined || path.basename(path.dirname(real)) !== 'blobs') {
    return undefined;
  }
  const name = path.basename(real);
  return /^[0-9a-f]{64}$/.test(name) ? name : undefined;
}

async function hashAll(file: OpenFile, options: DigestOptions): Promise<string> {
  const hash = createHash('sha256');
  await hashRange(file, { hash, start: 0, end: file.bytes, ...options });
  return hash.digest('hex');
}

async function hashSamples(file: OpenFile, options: DigestOptions): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`sampled-1 ${String(file.bytes)}\n`);
  if (file.bytes <= SMALL_BYTES) {
    await hashRange(file, { hash, start: 0, end: file.bytes, ...options });
    return hash.digest('hex');
  }
  await hashRange(file, { hash, start: 0, end: await headerEnd(file), ...options });
  // The same places in every file of a size, whatever the experiment's seed: digests of two runs can be compared.
  const places = randomStream(0, `digest/${String(file.bytes)}`);
  for (let i = 0; i < SAMPLED_BLOCKS; i++) {
    const start = Math.floor(places.uniform(i) * (file.bytes - BLOCK_BYTES));
    await hashRange(file, { hash, start, end: start + BLOCK_BYTES, ...options });
  }
  return hash.digest('hex');
}

/** Where the header of a safetensors file ends; 0 in other files. */
async function headerEnd(file: OpenFile): Promise<number> {
  if (!file.path.endsWith('.safetensors')) {
    return 0;
  }
  const length = new Uint8Array(LENGTH_BYTES);
  await file.read(length, 0);
  const headerBytes = Number(new DataView(length.buffer).getBigUint64(0, true));
  return headerBytes > MAX_HEADER_BYTES ? 0 : Math.min(LENGTH_BYTES + headerBytes, file.bytes);
}

async function hashRange(
  file: OpenFile,
  options: DigestOptions & { readonly hash: Hash; readonly start: number; readonly end: number },
): Promise<void> {
  const { hash, end, signal } = options;
  const block = new Uint8Array(Math.min(FULL_BLOCK_BYTES, end - options.start));
  for (let start = options.start; start < end; ) {
    signal.throwIfAborted();
    const part = block.subarray(0, Math.min(block.length, end - start));
    await file.read(part, start);
    hash.update(part);
    options.onBytes?.(part.length);
    start += part.length;
  }
}
