/** A model on a hub: a repository, and which state of it. */
export interface RepoReference {
  /** `owner/name`. */
  readonly repo: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

export const DEFAULT_REVISION = 'main';

/** What the hub allows in names: letters, digits, and between them points, dashes and underscores. */
const PART = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;
const REVISION = /^[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}$/;

/**
 * Reads `owner/name` or `owner/name@revision`; undefined for what can't be the name of a repository, such as a path that
 * begins with a point. Whether there is such a repository, only the hub knows.
 */
export function parseRepoReference(text: string): RepoReference | undefined {
  const at = text.indexOf('@');
  const repo = at < 0 ? text : text.slice(0, at);
  const revision = at < 0 ? DEFAULT_REVISION : text.slice(at + 1);
  const parts = repo.split('/');
  const isRepo = parts.length === 2 && parts.every((part) => PART.test(part) && !/--|\.\./.test(part));
  return isRepo && isRevision(revision) ? { repo, revision } : undefined;
}

/** True of the hash of a commit: it names one state for ever. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** A revision becomes a path in the cache, and a part of addresses. */
function isRevision(text: string): boolean {
  return REVISION.test(text) && text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
