import * as path from 'node:path';
import { isCancellation } from '../../base/errors.js';
import { fetchBlob, hasBytes, type LockFolder } from './fetch-blob.js';
import { cacheFolders, linkIntoSnapshot, rememberCommit, snapshotFile } from './hub-cache.js';
import type { HubConnection } from './hub-connection.js';
import type { HubDownload, HubFile } from '../../protocol/hub-models.js';
import type { HubSettings } from './hub-settings.js';

/** Files that are fetched at the same time: one connection alone seldom fills a line. */
const AT_ONCE = 4;

export interface FetchOptions {
  readonly settings: HubSettings;
  readonly connection: HubConnection;
  readonly lock: LockFolder;
  readonly signal: AbortSignal;
  /** Called with the bytes that are here by now, of all that are to come. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Fetches what models lack into the cache, where transformers finds it too. May be called again after a crash at any point:
 * what is here isn't fetched again. Throws what `fetchBlob` throws, once what was under way has stopped.
 */
export async function fetchDownloads(downloads: readonly HubDownload[], options: FetchOptions): Promise<void> {
  const { settings, onProgress } = options;
  const total = bytesOfDownloads(downloads);
  let done = 0;
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const jobs = downloads.flatMap((model) => model.files.map((file) => ({ model, file })));
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      signal.throwIfAborted();
      await fetchFile(job.model, job.file, {
        ...options,
        signal,
        onBytes: (bytes) => {
          done += bytes;
          onProgress(done, total);
        },
      });
    }
  };
  const results = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, async () => {
      try {
        await work();
      } catch (thrown) {
        failing.abort();
        throw thrown;
      }
    }),
  );
  options.signal.throwIfAborted();
  // Those that were stopped because another one failed say nothing new.
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const failure = failures.find((one) => !isCancellation(one)) ?? failures[0];
  if (failure !== undefined) {
    throw failure;
  }
  for (const { repo, revision, commit } of downloads) {
    await rememberCommit(cacheFolders(settings.cache, repo), revision, commit);
  }
}

/** Bytes of all files that are to be fetched. */
export function bytesOfDownloads(downloads: readonly HubDownload[]): number {
  return downloads.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
}

async function fetchFile(
  model: HubDownload,
  file: HubFile,
  options: Omit<FetchOptions, 'onProgress'> & { readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const { settings, connection, lock, signal, onBytes } = options;
  const folders = cacheFolders(settings.cache, model.repo);
  const place = snapshotFile(folders, model.commit, file.name);
  if (await hasBytes(place, file.bytes)) {
    onBytes(file.bytes);
    return;
  }
  const { value } = file.digest;
  const blob = path.join(folders.blobs, value);
  const lockFolder = path.join(folders.locks, `${value}.modelsmith`);
  await fetchBlob({ connection, reference: model, file, blob, lock, lockFolder, signal, onBytes });
  await linkIntoSnapshot(blob, place);
}
