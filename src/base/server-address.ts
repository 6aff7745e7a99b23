import type { AddressOffence } from './evaluator-error-codes.js';

/** What stands for the port of a server that is yet to be started. */
export const PORT_PLACE = '{port}';

/**
 * What is wrong with the address of a server that is given questions and perhaps a key: it must be on this machine or encrypted,
 * and a place for a port makes sense only where a server is started.
 */
export function addressOffence(address: string, isStarted: boolean): AddressOffence | undefined {
  if (address.includes(PORT_PLACE) && !isStarted) {
    return 'port';
  }
  const filled = address.replaceAll(PORT_PLACE, '1');
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  if (
    url === undefined ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    return 'invalid';
  }
  if (url.username !== '' || url.password !== '') {
    return 'credentials';
  }
  return url.protocol === 'https:' || isLoopback(url.hostname) ? undefined : 'insecure';
}

/** URL has brought every way of writing an address of IPv4 to four numbers by now. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
