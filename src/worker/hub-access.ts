import * as os from 'node:os';
import { problem, problemsOf, type Problem } from '../base/errors.js';
import { hubTokenName } from '../base/hub-address.js';
import type { ModelHub } from '../base/ports.js';
import type { Peer } from '../experiments/carriers/peer.js';
import { bytesOfDownloads, fetchDownloads } from '../ml/hub/fetch-downloads.js';
import { HubConnection } from '../ml/hub/hub-connection.js';
import { HubSession } from '../ml/hub/hub-session.js';
import { hubSettings } from '../ml/hub/hub-settings.js';
import type { HubDownload, HubModel } from '../protocol/hub-models.js';
import type { Plan } from '../protocol/plan.js';
import type { ParentMethods } from '../protocol/worker-messages.js';
import { lockHubFolder } from './hub-lock.js';
import { nodeFiles } from './node-files.js';

/** The way to the hub that the environment names; nothing is asked before somebody needs it. */
export interface HubAccess {
  readonly endpoint: string;
  /** Throws `hub-answer` where the environment names no address. */
  readonly connection: () => HubConnection;
  session(signal: AbortSignal): HubSession;
  fetch(
    downloads: readonly HubDownload[],
    options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<void>;
  /** What downloads take, and whether the disk of the cache has room for them and for `writeBytes` beside them. */
  planDownloads(plan: Plan, session: HubSession): Promise<Plan>;
}

/** Asks the parent of this worker. */
export type AskParent = Pick<Peer<Record<string, never>, ParentMethods>, 'request'>;

/** Opens the way to the hub; its token is a secret that the parent of this worker has. */
export function createHubAccess(parent: AskParent): HubAccess {
  const settings = hubSettings(process.env, os.homedir());
  let known: HubConnection | undefined;
  const connection = (): HubConnection => {
    known ??= new HubConnection({
      endpoint: settings.endpoint,
      token: async (signal) => askToken(parent, settings.endpoint, signal),
    });
    return known;
  };
  return {
    endpoint: settings.endpoint,
    connection,
    session: (signal) => new HubSession({ settings, connection, files: nodeFiles, signal }),
    fetch: async (downloads, options) =>
      downloads.length === 0
        ? undefined
        : fetchDownloads(downloads, { ...options, settings, connection: connection(), lock: lockHubFolder }),
    async planDownloads(plan, session) {
      const downloads = await session.downloads();
      const bytes = bytesOfDownloads(downloads);
      if (bytes === 0) {
        return { ...plan, models: session.pins };
      }
      const freeBytes = await nodeFiles.freeBytes(settings.cache);
      // The same number of free bytes is the same disk, which has to hold both.
      const isSameDisk = freeBytes === plan.estimate.freeDiskBytes;
      const neededBytes = bytes + (isSameDisk ? plan.estimate.writeBytes : 0);
      const tight: readonly Problem[] =
        neededBytes > freeBytes ? [problem('disk-space', { neededBytes, freeBytes }, { file: settings.cache })] : [];
      return {
        ...plan,
        problems: [...plan.problems, ...tight],
        figures: [...plan.figures, { name: 'download', value: bytes, unit: 'bytes' }],
        models: session.pins,
        downloads,
      };
    },
  };
}

/** The token that the parent has for the hub; undefined where it has none, or serves no secrets. */
export async function askToken(parent: AskParent, endpoint: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { value } = await parent.request('secret', { name: hubTokenName(endpoint) }, { signal });
    // A line break would end the header that it stands in.
    return value === undefined || !/^[\x21-\x7e]+$/.test(value) ? undefined : value;
  } catch (thrown) {
    signal.throwIfAborted();
    if (problemsOf(thrown).some(({ code }) => code === 'port-not-available')) {
      return undefined;
    }
    throw thrown;
  }
}

/** The models of a run, as they were when it began: the engine asks no network. */
export function pinnedHub(models: readonly HubModel[]): ModelHub {
  return {
    find: (reference) => Promise.resolve(models.find((model) => model.reference === reference)?.folder),
  };
}

/** The hub as a plan sees it. */
export function plannedHub(session: HubSession): ModelHub {
  return { find: async (reference) => (await session.find(reference))?.folder };
}
