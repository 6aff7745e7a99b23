import { createHash, type Hash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { modelsmithError, type ModelsmithError } from '../../base/errors.js';
import { systemCodeOf } from '../../base/system-code.js';
import { isBroken, networkReason, type HubConnection } from './hub-connection.js';
import { statusError } from './hub-listing.js';
import type { HubFile } from '../../protocol/hub-models.js';
import { MAX_TRIES } from './limits.js';
import type { RepoReference } from './repo-reference.js';

/** What one process at a time may do; `release` lets the next one. */
export type LockFolder = (folder: string, signal: AbortSignal) => Promise<() => Promise<void>>;

export interface BlobRequest {
  readonly connection: HubConnection;
  readonly reference: RepoReference & { readonly commit: string };
  readonly file: HubFile;
  /** Where the content goes (absolute). */
  readonly blob: string;
  readonly lock: LockFolder;
  /** The folder that is locked meanwhile. */
  readonly lockFolder: string;
  readonly signal: AbortSignal;
  /** Called with the bytes that were gained since the last call; negative where some had to be thrown away. */
  readonly onBytes: (bytes: number) => void;
}

const READ_BYTES = 1 << 20;

/**
 * Fetches one file into the cache's blobs: goes on where an earlier attempt stopped (by an HTTP range), checks the digest,
 * and gives the blob its name. One process at a time; a second finds the blob when its turn comes. Throws `hub-digest` when
 * the content is another one than the hub has promised, and what `listRepository` throws.
 */
export async function fetchBlob(request: BlobRequest): Promise<void> {
  const { blob, file, lock, lockFolder, signal, onBytes } = request;
  if (await hasBytes(blob, file.bytes)) {
    onBytes(file.bytes);
    return;
  }
  await fs.mkdir(path.dirname(lockFolder), { recursive: true });
  const release = await lock(lockFolder, signal);
  try {
    if (await hasBytes(blob, file.bytes)) {
      onBytes(file.bytes);
      return;
    }
    await fs.mkdir(path.dirname(blob), { recursive: true });
    // The name that huggingface_hub gives what it is fetching: each goes on where the other stopped.
    const partial = `${blob}.incomplete`;
    if (!(await fill(partial, request)) && !(await fill(partial, request))) {
      throw digestError(request);
    }
    await fs.rename(partial, blob);
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    throw code === 'ENOSPC' || code === 'EDQUOT' ? modelsmithError('disk-full', {}, { file: blob }, thrown) : thrown;
  } finally {
    await release();
  }
}

/** True when a file is there with so many bytes. */
export async function hasBytes(file: string, bytes: number): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => undefined);
  return stat?.isFile() === true && stat.size === bytes;
}

/** Fetches what the partial file lacks; false when the whole has another digest, and is removed. */
async function fill(partial: string, request: BlobRequest): Promise<boolean> {
  const { file, signal, onBytes } = request;
  const handle = await openPartial(partial);
  try {
    const hash = newHash(file);
    let { size } = await handle.stat();
    if (size > file.bytes) {
      await handle.truncate(0);
      size = 0;
    }
    await hashStart(handle, { hash, bytes: size, signal });
    const progress = { done: size };
    onBytes(size);
    const sink = { handle, hash, progress };
    for (let tries = 1; progress.done < file.bytes; tries++) {
      const before = progress.done;
      const problem = await fetchRest(request, sink);
      if (sink.progress.done > before) {
        tries = 0;
      }
      if (problem !== undefined && tries >= MAX_TRIES) {
        throw problem;
      }
      if (problem !== undefined) {
        await request.connection.pause(Math.max(1, tries), signal);
      }
    }
    if (sink.hash.digest('hex') === file.digest.value) {
      await handle.sync();
      return true;
    }
  } finally {
    await handle.close();
  }
  await fs.rm(partial, { force: true });
  onBytes(-file.bytes);
  return false;
}

interface Sink {
  readonly handle: fs.FileHandle;
  hash: Hash;
  readonly progress: { done: number };
}

/** One request for what is lacking; tells why it ended before, where another one may help. */
async function fetchRest(request: BlobRequest, sink: Sink): Promise<ModelsmithError | undefined> {
  const { connection, reference, file, signal, onBytes } = request;
  const { repo, commit } = reference;
  const { endpoint } = connection;
  const start = sink.progress.done;
  const response = await connection.request(fileAddress(endpoint, { repo, commit, name: file.name }), {
    signal,
    // A packed body would have other lengths than the ranges that we count in.
    headers: { 'accept-encoding': 'identity', ...(start > 0 ? { range: `bytes=${String(start)}-` } : {}) },
  });
  if (response.status === 416 || (response.status === 200 && start > 0)) {
    // The server takes no such range: from the beginning, by another request or by this answer.
    await startOver(request, sink);
    if (response.status === 416) {
      await response.body?.cancel();
      return modelsmithError('hub-failed', { endpoint, status: 416 });
    }
  } else if (response.status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (Number(range?.[1]) !== start) {
      await response.body?.cancel();
      throw connection.fault('range', response.headers.get('content-range') ?? '');
    }
  } else if (response.status !== 200) {
    await response.body?.cancel();
    throw statusError(response.status, { ...reference, endpoint });
  }
  try {
    for await (const part of connection.readBody(response)) {
      signal.throwIfAborted();
      if (sink.progress.done + part.length > file.bytes) {
        throw connection.fault('too-long', file.name);
      }
      await writeWhole(sink.handle, part, sink.progress.done);
      sink.hash.update(part);
      sink.progress.done += part.length;
      onBytes(part.length);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    if (isBroken(thrown)) {
      return modelsmithError('hub-unreachable', { endpoint, reason: networkReason(thrown) }, {}, thrown);
    }
    throw thrown;
  }
  return sink.progress.done < file.bytes
    ? modelsmithError('hub-unreachable', { endpoint, reason: 'ended-early' })
    : undefined;
}

async function startOver({ file, onBytes }: BlobRequest, sink: Sink): Promise<void> {
  await sink.handle.truncate(0);
  onBytes(-sink.progress.done);
  sink.progress.done = 0;
  sink.hash = newHash(file);
}

/** The address of a file at a commit. */
export function fileAddress(
  endpoint: string,
  { repo, commit, name }: { readonly repo: string; readonly commit: string; readonly name: string },
): string {
  return `${endpoint}/${repo}/resolve/${commit}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

/** Of the content as the digest takes it: git puts a header before it. */
export function newHash({ digest, bytes }: Pick<HubFile, 'digest' | 'bytes'>): Hash {
  return digest.kind === 'sha256'
    ? createHash('sha256')
    : createHash('sha1').update(`blob ${String(bytes)}\0`, 'latin1');
}

function digestError({ file, reference, connection }: BlobRequest): ModelsmithError {
  const { repo } = reference;
  return modelsmithError('hub-digest', { repo, name: file.name, endpoint: connection.endpoint });
}

/** Opens what an earlier attempt left, or a new file; never through a link. */
async function openPartial(file: string): Promise<fs.FileHandle> {
  const stat = await fs.lstat(file).catch(() => undefined);
  if (stat !== undefined && !stat.isFile()) {
    await fs.rm(file, { recursive: true, force: true });
  }
  return fs.open(file, stat?.isFile() === true ? 'r+' : 'wx+');
}

async function hashStart(
  handle: fs.FileHandle,
  { hash, bytes, signal }: { readonly hash: Hash; readonly bytes: number; readonly signal: AbortSignal },
): Promise<void> {
  const buffer = new Uint8Array(Math.min(READ_BYTES, bytes));
  for (let at = 0; at < bytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - at), at);
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function writeWhole(handle: fs.FileHandle, from: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < from.length; ) {
    const { bytesWritten } = await handle.write(from, done, from.length - done, position + done);
    done += bytesWritten;
  }
}
