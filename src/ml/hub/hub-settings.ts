import * as path from 'node:path';

/** Where a hub is, where its files are kept, and whether it may be asked. */
export interface HubSettings {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** The folder that holds `models--<owner>--<name>` folders (absolute). */
  readonly cache: string;
  /** Nothing may be fetched: what the cache holds has to do. */
  readonly isOffline: boolean;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';

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
    endpoint: (valueOf('HF_ENDPOINT') ?? DEFAULT_ENDPOINT).replace(/\/+$/, ''),
    cache: path.resolve(cache.replace(/^~(?=$|[\\/])/, homeFolder)),
    isOffline: /^(1|on|yes|true)$/i.test(valueOf('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE') ?? ''),
  };
}

/** The name of the secret that a hub is asked with: a token is given for one origin and sent to no other. */
export function tokenName(endpoint: string): string {
  return `hub-token:${originOf(endpoint) ?? endpoint}`;
}

/** Scheme, host and port of an address; undefined where it is none that can be asked. */
export function originOf(address: string): string | undefined {
  try {
    const { origin, protocol } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
  } catch {
    return undefined;
  }
}
