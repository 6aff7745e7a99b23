const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** The address of the hub that the environment names (HF_ENDPOINT), without a slash at its end. */
export function hubEndpoint(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment['HF_ENDPOINT'] ?? '';
  return (named === '' ? DEFAULT_ENDPOINT : named).replace(/\/+$/, '');
}

/** The name of the secret that a hub is asked with: a token is given for one origin and sent to no other. */
export function hubTokenName(endpoint: string): string {
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
