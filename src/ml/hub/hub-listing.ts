import { modelsmithError, type ModelsmithError } from '../../base/errors.js';
import type { HubFile } from '../../protocol/hub-models.js';
import type { HubConnection } from './hub-connection.js';
import { MAX_LISTED_FILES, MAX_LISTING_PAGES, MAX_PATH_CHARACTERS } from './limits.js';
import { isCommit, type RepoReference } from './repo-reference.js';

/** One state of a repository. */
export interface HubListing {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/**
 * Asks the hub which commit a revision is, and which files it has. Throws `hub-model-missing`, `hub-revision-missing`,
 * `hub-denied`, `hub-unreachable`, `hub-failed`, and `hub-answer` for answers that make no sense or are beyond the limits.
 */
export async function listRepository(
  connection: HubConnection,
  reference: RepoReference,
  signal: AbortSignal,
): Promise<HubListing> {
  const { repo, revision } = reference;
  const { modelInfo, listFiles } = await import('@huggingface/hub');
  const fetch = connection.fetchWith(signal);
  const common = { hubUrl: connection.endpoint, fetch };
  try {
    const { sha } = await modelInfo({ ...common, name: repo, revision, additionalFields: ['sha'] });
    // Whatever the type of the library says, it comes from outside.
    if (!isCommit(sha)) {
      throw connection.fault('commit', JSON.stringify(sha));
    }
    const files = new Map<string, HubFile>();
    const entries = listFiles({
      ...common,
      repo,
      revision: sha,
      recursive: true,
      fetch: countingPages(connection, fetch),
    });
    for await (const entry of entries) {
      const file = fileOf(entry, connection);
      if (file === undefined) {
        continue;
      }
      if (files.has(file.name)) {
        throw connection.fault('name-twice', file.name);
      }
      files.set(file.name, file);
      if (files.size > MAX_LISTED_FILES) {
        throw connection.fault('too-many-files', String(MAX_LISTED_FILES));
      }
    }
    return { commit: sha, files: [...files.values()] };
  } catch (thrown) {
    signal.throwIfAborted();
    throw refusalOf(thrown, connection, reference) ?? thrown;
  }
}

/** A hub that names one more page after each would be followed for ever. */
function countingPages(connection: HubConnection, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  let pages = 0;
  return async (input, init) => {
    pages += 1;
    if (pages > MAX_LISTING_PAGES) {
      throw connection.fault('too-many-files', String(MAX_LISTED_FILES));
    }
    return fetch(input, init);
  };
}

/** A file of a listing; undefined for folders, and for names that not every system can have. */
function fileOf(entry: unknown, connection: HubConnection): HubFile | undefined {
  const { type, path: name, size, oid, lfs } = fieldsOf(entry);
  if (type === 'directory') {
    return undefined;
  }
  if (typeof name !== 'string' || name.length > MAX_PATH_CHARACTERS || leadsAstray(name)) {
    throw connection.fault('name', String(name).slice(0, 80));
  }
  if (/[\\:\p{Cc}]/u.test(name)) {
    return undefined;
  }
  const large = lfs === undefined || lfs === null ? undefined : fieldsOf(lfs);
  const bytes = large === undefined ? size : large['size'];
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw connection.fault('size', name);
  }
  const value = large === undefined ? oid : large['oid'];
  const kind = large === undefined ? 'git-sha1' : 'sha256';
  if (typeof value !== 'string' || !(kind === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(value)) {
    throw connection.fault('digest', name);
  }
  return { name, bytes, digest: { kind, value } };
}

/** True of names that no repository can have, and that would lead out of its folder. */
function leadsAstray(name: string): boolean {
  return name.split('/').some((part) => part === '' || part === '.' || part === '..');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/**
 * What an error of the hub's library means; undefined where it is one of ours. What the hub says in its own words isn't
 * repeated: it may name whatever it likes.
 */
export function refusalOf(
  thrown: unknown,
  { endpoint }: Pick<HubConnection, 'endpoint'>,
  { repo, revision }: RepoReference,
): ModelsmithError | undefined {
  const status = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : undefined;
  if (status !== undefined) {
    return statusError(status, { endpoint, repo, revision }, errorCodeOf(thrown));
  }
  const isUnreadable = thrown instanceof SyntaxError || thrown instanceof TypeError;
  return isUnreadable ? modelsmithError('hub-answer', { endpoint, offence: 'not-json', detail: '' }) : undefined;
}

/** The error of an answer that refuses. Without a token the hub says 401 of what isn't there, too, so as not to tell. */
export function statusError(
  status: number,
  { endpoint, repo, revision }: RepoReference & { readonly endpoint: string },
  code = '',
): ModelsmithError {
  if (status === 404 && code === 'RevisionNotFound') {
    return modelsmithError('hub-revision-missing', { repo, revision, endpoint });
  }
  if (status === 401 || status === 404) {
    return modelsmithError('hub-model-missing', { repo, revision, endpoint });
  }
  return status === 403
    ? modelsmithError('hub-denied', { repo, endpoint })
    : modelsmithError('hub-failed', { endpoint, status });
}

function errorCodeOf(thrown: unknown): string {
  const data = thrown instanceof Error && 'data' in thrown ? fieldsOf(thrown.data) : {};
  return /revision/i.test(String(data['error'])) ? 'RevisionNotFound' : '';
}
