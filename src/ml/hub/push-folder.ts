import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareCodePoints } from '../../base/compare-code-points.js';
import { ModelsmithError, modelsmithError } from '../../base/errors.js';
import type { PushedFile, PushReport } from '../../protocol/push.js';
import { newHash } from './fetch-blob.js';
import type { HubConnection } from './hub-connection.js';
import { listRepository, refusalOf, type HubListing } from './hub-listing.js';
import { DEFAULT_REVISION, parseRepoReference } from './repo-reference.js';

export interface PushRequest {
  readonly connection: HubConnection;
  /** The folder whose files are pushed (absolute). */
  readonly folder: string;
  /** `owner/name`. */
  readonly repo: string;
  /** Of a repository that has to be made. */
  readonly visibility: 'public' | 'private';
  /** Find out what would be done, and do nothing. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Parts of a whole: hashing, then uploading. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Files of one folder that is pushed; a model has some hundred. */
const MAX_FILES = 10_000;
const MAX_DEPTH = 4;
const READ_BYTES = 1 << 20;
// eslint-disable-next-line modelsmith/no-text-literals -- stands in the history of the repository, for whoever reads it
const COMMIT_TITLE = 'Upload with Modelsmith';

interface LocalFile {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Puts the files of a folder into a repository, in one commit. What is there with the same content is left alone, and what an
 * interrupted attempt has uploaded isn't sent again, so that the same call goes on where it was. Throws `push-…` and `hub-…`
 * errors.
 * A dry run needs no token.
 */
export async function pushFolder(request: PushRequest): Promise<PushReport> {
  const { connection, repo, dryRun, visibility, signal, onProgress } = request;
  if (parseRepoReference(repo) === undefined || repo.includes('@')) {
    throw modelsmithError('push-repo-invalid', { repo });
  }
  const local = await filesIn(request.folder);
  if (local.length === 0) {
    throw modelsmithError('push-nothing', {}, { file: request.folder });
  }
  const needsToken = !(await connection.hasToken(signal));
  if (needsToken && !dryRun) {
    throw modelsmithError('push-token-missing', { endpoint: connection.endpoint });
  }
  const there = await listingOf(request, needsToken);
  const files = await compare(local, there, { signal, onProgress });
  const { endpoint } = connection;
  const bytes = files.reduce((sum, file) => sum + (file.state === 'same' ? 0 : file.bytes), 0);
  const report = { repo, endpoint, exists: there !== undefined, needsToken, visibility, files, bytes };
  const missing = new Set(files.filter(({ state }) => state !== 'same').map(({ name }) => name));
  if (dryRun || missing.size === 0) {
    return report;
  }
  const url = await upload(
    request,
    local.filter(({ name }) => missing.has(name)),
    there !== undefined,
  );
  return { ...report, url };
}

/** What the repository holds; undefined where there is none, or none that may be seen without a token. */
async function listingOf(
  { connection, repo, signal }: PushRequest,
  needsToken: boolean,
): Promise<HubListing | undefined> {
  try {
    return await listRepository(connection, { repo, revision: DEFAULT_REVISION }, signal);
  } catch (thrown) {
    const code = thrown instanceof ModelsmithError ? thrown.problems[0].code : undefined;
    if (code === 'hub-model-missing' || (needsToken && code === 'hub-denied')) {
      return undefined;
    }
    throw thrown;
  }
}

/** The regular files of a folder, without hidden ones: those are somebody's own, or still being written. */
async function filesIn(folder: string): Promise<readonly LocalFile[]> {
  const files: LocalFile[] = [];
  const walk = async (within: string, depth: number): Promise<void> => {
    const entries = await fs.readdir(path.join(folder, within), { withFileTypes: true });
    for (const { name } of entries.toSorted((a, b) => compareCodePoints(a.name, b.name))) {
      const place = within === '' ? name : `${within}/${name}`;
      const stat = await fs.stat(path.join(folder, place)).catch(() => undefined);
      if (name.startsWith('.') || stat === undefined) {
        continue;
      }
      if (stat.isDirectory() && depth < MAX_DEPTH) {
        await walk(place, depth + 1);
      } else if (stat.isFile()) {
        files.push({ name: place, file: path.join(folder, place), bytes: stat.size });
      }
      if (files.length > MAX_FILES) {
        throw modelsmithError('push-too-many', { limit: MAX_FILES }, { file: folder });
      }
    }
  };
  await walk('', 0);
  return files;
}

/** Holds every file against what the repository has of its name; only what has its size there has to be read. */
async function compare(
  local: readonly LocalFile[],
  there: HubListing | undefined,
  { signal, onProgress }: Pick<PushRequest, 'signal' | 'onProgress'>,
): Promise<readonly PushedFile[]> {
  const known = new Map((there?.files ?? []).map((file) => [file.name, file]));
  const total = local.reduce((sum, { bytes }) => sum + bytes, 0);
  const compared: PushedFile[] = [];
  let done = 0;
  for (const { name, file, bytes } of local) {
    const other = known.get(name);
    let state: PushedFile['state'] = other === undefined ? 'new' : 'changed';
    if (other?.bytes === bytes) {
      const digests = await digestsOf(file, bytes, signal);
      state = digests.has(other.digest.value) ? 'same' : 'changed';
    }
    compared.push({ name, bytes, state });
    done += bytes;
    onProgress(done, 2 * total);
  }
  return compared;
}

/** Both names that a hub may know a content by: the hub decides which files are large. */
async function digestsOf(file: string, bytes: number, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const hashes = [createHash('sha256'), newHash({ digest: { kind: 'git-sha1', value: '' }, bytes })];
  const handle = await fs.open(file);
  try {
    for await (const part of handle.createReadStream({ highWaterMark: READ_BYTES, autoClose: false })) {
      signal.throwIfAborted();
      for (const hash of hashes) {
        hash.update(part as Buffer);
      }
    }
  } finally {
    await handle.close();
  }
  return new Set(hashes.map((hash) => hash.digest('hex')));
}

/** Makes the repository where there is none, and commits the files; where the commit can be looked at. */
async function upload(request: PushRequest, files: readonly LocalFile[], exists: boolean): Promise<string> {
  const { connection, repo, visibility, signal, onProgress } = request;
  const { commitIter, createRepo } = await import('@huggingface/hub');
  // Where large files go is up to the hub; the token doesn't go there.
  const fetch = connection.fetchWith(signal, { anywhere: true });
  // The token is put in by the connection, to the hub's origin only; the library has none to send anywhere.
  const common = { repo, hubUrl: connection.endpoint, fetch };
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = new Map<string, number>();
  try {
    if (!exists) {
      await createRepo({ ...common, visibility, accessToken: '' });
    }
    const steps = commitIter({
      ...common,
      title: COMMIT_TITLE,
      operations: files.map(({ name, file }) => ({
        operation: 'addOrUpdate',
        path: name,
        content: pathToFileURL(file),
      })),
      // The plain upload of Git LFS, which any hub and any storage behind it understands.
      useXet: false,
      abortSignal: signal,
    });
    for (;;) {
      const step = await steps.next();
      signal.throwIfAborted();
      if (step.done === true) {
        return step.value?.commit.url ?? `${connection.endpoint}/${repo}`;
      }
      if (step.value.event === 'fileProgress' && step.value.state === 'uploading') {
        parts.set(step.value.path, step.value.progress);
        const done = files.reduce((sum, { name, bytes }) => sum + bytes * (parts.get(name) ?? 0), 0);
        onProgress(total + done, 2 * total);
      }
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw refusalOf(thrown, connection, { repo, revision: DEFAULT_REVISION }) ?? thrown;
  }
}
