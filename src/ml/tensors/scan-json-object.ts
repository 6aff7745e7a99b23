import type { JsonOffence } from '../../base/offences.js';
import { JsonScanner, JsonSyntaxError } from './json-scanner.js';
import { MAX_DETAIL_CHARACTERS } from './limits.js';

/** Makes the error of the file at hand from what is wrong and what stands there. */
export type JsonFault = (offence: JsonOffence, detail: string) => Error;

/**
 * Reads bytes that must be one JSON object in UTF-8 without a byte order mark, with nothing but white space around it.
 * `onKey` must read the value of each key of the object from the scanner; what is wrong becomes an error by `fault`.
 */
export function scanJsonObject(
  bytes: Uint8Array,
  onKey: (key: string, scanner: JsonScanner) => void,
  fault: JsonFault,
  options: { readonly pythonNumbers?: boolean } = {},
): void {
  const text = decodeUtf8(bytes, fault);
  const scanner = new JsonScanner(text, options);
  try {
    const kind = scanner.kind();
    if (kind !== 'object') {
      const offence = kind === 'end' || kind === 'other' ? 'not-json' : 'not-object';
      throw fault(offence, excerpt(text, scanner.position));
    }
    scanner.readObject((key) => {
      onKey(key, scanner);
    });
    if (scanner.kind() !== 'end') {
      throw fault('trailing-data', excerpt(text, scanner.position));
    }
  } catch (thrown) {
    if (thrown instanceof JsonSyntaxError) {
      throw fault('not-json', excerpt(text, thrown.position));
    }
    throw thrown;
  }
}

/** A value as an error repeats it: cut to a length that a line can hold. */
export function shortened(value: string): string {
  return value.length > MAX_DETAIL_CHARACTERS ? `${value.slice(0, MAX_DETAIL_CHARACTERS)}…` : value;
}

function excerpt(text: string, position: number): string {
  return shortened(text.slice(position, position + MAX_DETAIL_CHARACTERS + 1));
}

function decodeUtf8(bytes: Uint8Array, fault: JsonFault): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fault('not-utf8', '');
  }
  if (text.startsWith('\ufeff')) {
    throw fault('byte-order-mark', '');
  }
  return text;
}
