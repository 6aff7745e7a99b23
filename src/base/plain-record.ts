/** A mapping of a file: without a prototype, so that a key may be called `__proto__` or `constructor`. */
export type PlainRecord = Record<string, unknown>;

export function emptyRecord(): PlainRecord {
  return Object.create(null) as PlainRecord;
}

export function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
