import type { Files } from '../../base/ports.js';
import type { JsonScanner } from './json-scanner.js';
import { JsonSyntaxError } from './json-scanner.js';
import type { JsonFault } from './scan-json-object.js';
import { scanJsonObject } from './scan-json-object.js';

/**
 * Reads a file that must be one JSON object, as Python's `json` writes it: the last of equal keys counts, and `NaN` and
 * `Infinity` are numbers. Throws what `fault` makes of an offence, or `file-missing`, `file-unreadable`.
 */
export async function readJsonFile(
  files: Pick<Files, 'readSmall'>,
  path: string,
  options: { readonly maxBytes: number; readonly fault: JsonFault },
): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await files.readSmall(path, options.maxBytes);
  const entries: [string, unknown][] = [];
  scanJsonObject(bytes, (key, scanner) => entries.push([key, readValue(scanner)]), options.fault, {
    pythonNumbers: true,
  });
  return Object.fromEntries(entries);
}

function readValue(scanner: JsonScanner): unknown {
  switch (scanner.kind()) {
    case 'object': {
      const entries: [string, unknown][] = [];
      scanner.readObject((key) => entries.push([key, readValue(scanner)]));
      // Not by assignment: a key `__proto__` must be a key.
      return Object.fromEntries(entries);
    }
    case 'array': {
      const items: unknown[] = [];
      scanner.readArray(() => items.push(readValue(scanner)));
      return items;
    }
    case 'string':
      return scanner.readString();
    case 'number':
      return Number(scanner.readNumber());
    case 'literal':
      return literals.get(scanner.readLiteral());
    case 'end':
    case 'other':
      throw new JsonSyntaxError(scanner.position);
  }
}

const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
