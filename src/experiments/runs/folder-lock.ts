/**
 * A lock that one process at a time holds, in a folder of numbered files.
 *
 * The highest number is the lock: `<n>.json` says who holds it, and that it was let go. It is taken by creating number
 * n + 1, which the file system lets one process do; nobody ever removes or renames the highest number, so that the usual
 * race (two processes find a dead owner, the slower one removes the lock of the faster) can't happen. An owner that was
 * taken for dead (a laptop that slept, a network mount that hung) finds a higher number at its next heartbeat and learns
 * that the lock is lost.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as z from 'zod';
import { systemCodeOf } from '../../base/system-code.js';
import { processStartOf } from './process-start.js';
import { readJsonIfThere, writeJson } from './whole-file.js';

export const HEARTBEAT_MS = 2000;
/** From another machine only the heartbeat can be seen; its clock may be off, and its writes late on a network mount. */
export const FOREIGN_HEARTBEAT_LIMIT_MS = 60_000;
/** A lock file that can't be read is being written, on a file system where that isn't atomic; older ones are remains. */
const UNREADABLE_GRACE_MS = 5000;

const ownerSchema = z.object({
  host: z.string(),
  pid: z.int(),
  /** From `processStartOf`; absent where the system doesn't tell. */
  processStart: z.string().optional(),
  /** Names this holding of the lock: a parent knows by it what its dead worker held. */
  token: z.string(),
  takenAt: z.number(),
  heartbeat: z.number(),
  released: z.boolean(),
});
export type LockOwner = z.infer<typeof ownerSchema>;

export interface HeldLock {
  readonly owner: LockOwner;
  /** Aborted when somebody else has taken the lock: what it guards must not be written any more. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export type LockAttempt =
  | { readonly held: true; readonly lock: HeldLock }
  | { readonly held: false; readonly owner: LockOwner };

export interface LockOptions {
  readonly token?: string;
  /** An owner that the caller knows to be dead although its process lives: a thread of ours that ended. */
  readonly deadToken?: string;
}

/** Takes the lock, unless somebody who lives holds it. Throws what the file system throws (a folder without rights). */
export async function takeLock(folder: string, options: LockOptions = {}): Promise<LockAttempt> {
  await makeLockFolder(folder);
  for (;;) {
    const current = await highest(folder);
    if (current !== undefined) {
      const owner = await readOwner(folder, current);
      if (owner !== undefined && owner.token !== options.deadToken && (await isAlive(owner))) {
        return { held: false, owner };
      }
    }
    const number = (current ?? 0) + 1;
    const owner = await newOwner(options.token ?? randomUUID());
    // Somebody else may have had the number and be done with it: then a higher one is there by now.
    if ((await create(folder, number, owner)) && (await highest(folder)) === number) {
      await removeBelow(folder, number);
      return { held: true, lock: hold(folder, number, owner) };
    }
  }
}

/** Who holds the lock and lives; undefined where nobody does. */
export async function lockOwner(folder: string): Promise<LockOwner | undefined> {
  const current = await highest(folder);
  const owner = current === undefined ? undefined : await readOwner(folder, current);
  return owner !== undefined && (await isAlive(owner)) ? owner : undefined;
}

/** Who held the lock last, dead or alive; undefined where nobody ever did. */
export async function lastLockOwner(folder: string): Promise<LockOwner | undefined> {
  const current = await highest(folder);
  return current === undefined ? undefined : readOwner(folder, current);
}

/** Makes the folder, but not the one it lies in: that of a run that was deleted must not come back. */
async function makeLockFolder(folder: string): Promise<void> {
  await fs.mkdir(folder).catch((thrown: unknown) => {
    if (systemCodeOf(thrown) !== 'EEXIST') {
      throw thrown;
    }
  });
}

async function isAlive(owner: LockOwner): Promise<boolean> {
  if (owner.released) {
    return false;
  }
  const beats = Date.now() - owner.heartbeat < FOREIGN_HEARTBEAT_LIMIT_MS;
  if (owner.host !== os.hostname() || owner.processStart === undefined) {
    return beats;
  }
  try {
    return (await processStartOf(owner.pid)) === owner.processStart;
  } catch {
    return beats;
  }
}

let ownStart: Promise<string | undefined> | undefined;

async function newOwner(token: string): Promise<LockOwner> {
  ownStart ??= processStartOf(process.pid).catch(() => undefined);
  const processStart = await ownStart;
  const now = Date.now();
  return {
    host: os.hostname(),
    pid: process.pid,
    ...(processStart === undefined ? {} : { processStart }),
    token,
    takenAt: now,
    heartbeat: now,
    released: false,
  };
}

function hold(folder: string, number: number, owner: LockOwner): HeldLock {
  const lost = new AbortController();
  const file = numbered(folder, number);
  let writing: Promise<void> = Promise.resolve();
  const write = (change: Partial<LockOwner>): Promise<void> => {
    writing = writing.then(async () => {
      if ((await highest(folder)) !== number) {
        lost.abort();
        return;
      }
      await writeJson(file, { ...owner, ...change }, { durable: false });
    });
    return writing;
  };
  const timer = setInterval(() => {
    // A full disk or a mount that is away for a moment must not end the owner; the next heartbeat tries again.
    write({ heartbeat: Date.now() }).catch(() => {
      writing = Promise.resolve();
    });
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    owner,
    lost: lost.signal,
    async release() {
      clearInterval(timer);
      await writing.catch(() => undefined);
      writing = Promise.resolve();
      await write({ heartbeat: Date.now(), released: true });
    },
  };
}

function numbered(folder: string, number: number): string {
  return path.join(folder, `${String(number)}.json`);
}

async function numbers(folder: string): Promise<readonly number[]> {
  const names = await fs.readdir(folder).catch((thrown: unknown): string[] => {
    if (systemCodeOf(thrown) === 'ENOENT') {
      return [];
    }
    throw thrown;
  });
  return names.filter((name) => /^[1-9][0-9]*\.json$/.test(name)).map((name) => Number.parseInt(name, 10));
}

async function highest(folder: string): Promise<number | undefined> {
  const all = await numbers(folder);
  return all.length === 0 ? undefined : Math.max(...all);
}

async function removeBelow(folder: string, number: number): Promise<void> {
  for (const old of await numbers(folder)) {
    if (old < number) {
      await fs.rm(numbered(folder, old), { force: true });
    }
  }
}

/** What the file says; undefined where it holds nothing readable and is too old to be in the making. */
async function readOwner(folder: string, number: number): Promise<LockOwner | undefined> {
  const file = numbered(folder, number);
  const parsed = ownerSchema.safeParse(await readJsonIfThere(file));
  if (parsed.success) {
    return parsed.data;
  }
  const stat = await fs.stat(file).catch(() => undefined);
  if (stat === undefined || Date.now() - stat.mtimeMs > UNREADABLE_GRACE_MS) {
    return undefined;
  }
  return { host: '', pid: 0, token: '', takenAt: stat.mtimeMs, heartbeat: stat.mtimeMs, released: false };
}

/** Creates the numbered file with its content at once; false where somebody else has done so. */
async function create(folder: string, number: number, owner: LockOwner): Promise<boolean> {
  const file = numbered(folder, number);
  const beside = path.join(folder, `.${randomBytes(6).toString('hex')}.partial`);
  const content = `${JSON.stringify(owner, undefined, 2)}\n`;
  await fs.writeFile(beside, content, { flag: 'wx' });
  try {
    await fs.link(beside, file);
    return true;
  } catch (thrown) {
    return await createWithoutLink(file, content, thrown);
  } finally {
    await fs.rm(beside, { force: true });
  }
}

/** FAT and some network mounts know no hard links; there the file is empty for a moment, which `readOwner` allows for. */
async function createWithoutLink(file: string, content: string, thrown: unknown): Promise<boolean> {
  if (systemCodeOf(thrown) === 'EEXIST') {
    return false;
  }
  try {
    await fs.writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (second) {
    if (systemCodeOf(second) === 'EEXIST') {
      return false;
    }
    throw second;
  }
}
