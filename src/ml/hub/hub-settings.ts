import * as path from 'node:path';
import { hubEndpoint } from '../../base/hub-address.js';

/** Where a hub is, where its files are kept, and whether it may be asked. */
export interface HubSettings {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** The folder that holds `models--<owner>--<name>` folders (absolute). */
  readonly cache: string;
  /** Nothing may be fetched: what the cache holds has to do. */
  readonly isOffline: boolean;
}

/**
 * The settings of the environment, by the variables that Python's huggingface_hub reads: HF_ENDPOINT, HF_HUB_CACHE (or
 * HF_HOME, XDG_CACHE_HOME), HF_HUB_OFFLINE.
 */
export function hubSettings(
  environment: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
): HubSettings {
  const valueOf = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  const caches = valueOf('XDG_CACHE_HOME') ?? path.join(homeFolder, '.cache');
  const home = valueOf('HF_HOME') ?? path.join(caches, 'huggingface');
  const cache = valueOf('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? path.join(home, 'hub');
  return {
    endpoint: hubEndpoint(environment),
    cache: path.resolve(cache.replace(/^~(?=$|[\\/])/, homeFolder)),
    isOffline: /^(1|on|yes|true)$/i.test(valueOf('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE') ?? ''),
  };
}
