import { createHash } from 'node:crypto';
import type { Dataset } from '../dataset.js';
import { elementsOf } from '../dataset.js';

/** Examples of a set that belong to a part. */
export interface ExamplesOf {
  readonly dataset: Dataset;
  readonly indices: Int32Array;
}

export interface Duplicates {
  readonly count: number;
  /** The first ones: an example of `part` and the one of `other` that it equals. */
  readonly pairs: readonly (readonly [number, number])[];
}

const EXAMPLES_PER_READ = 128;
const LISTED_PAIRS = 3;
const DIGEST_BYTES = 16;

/**
 * Counts the examples of `part` whose inputs are in `other`, too, whatever their labels: by 128 bits of SHA-256 over the numbers,
 * or over the input columns of a row. Reads every example of both once.
 */
export async function findDuplicates(part: ExamplesOf, other: ExamplesOf, signal: AbortSignal): Promise<Duplicates> {
  const known = new Map<string, number>();
  for await (const { digest, index } of digests(other, signal)) {
    if (!known.has(digest)) {
      known.set(digest, index);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let count = 0;
  for await (const { digest, index } of digests(part, signal)) {
    const same = known.get(digest);
    if (same !== undefined) {
      count++;
      if (pairs.length < LISTED_PAIRS) {
        pairs.push([index, same]);
      }
    }
  }
  return { count, pairs };
}

async function* digests(
  { dataset, indices }: ExamplesOf,
  signal: AbortSignal,
): AsyncGenerator<{ readonly digest: string; readonly index: number }, void, undefined> {
  for (let start = 0; start < indices.length; start += EXAMPLES_PER_READ) {
    signal.throwIfAborted();
    const some = indices.subarray(start, start + EXAMPLES_PER_READ);
    const contents =
      dataset.kind === 'arrays' ? await arrayContents(dataset, some, signal) : await rowContents(dataset, some, signal);
    for (const [i, content] of contents.entries()) {
      const digest = createHash('sha256').update(content).digest().toString('latin1', 0, DIGEST_BYTES);
      yield { digest, index: some[i] ?? 0 };
    }
  }
}

async function arrayContents(
  dataset: Extract<Dataset, { kind: 'arrays' }>,
  indices: Int32Array,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const elements = elementsOf(dataset.shape);
  const values = new Float32Array(indices.length * elements);
  await dataset.read(indices, values, signal);
  return Array.from(indices, (_, i) => new Uint8Array(values.buffer, 4 * i * elements, 4 * elements));
}

async function rowContents(
  dataset: Extract<Dataset, { kind: 'rows' }>,
  indices: Int32Array,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows = await dataset.readRows(indices, signal);
  // Dates and bytes of Parquet have a form in JSON, too.
  return rows.map((row) => JSON.stringify(dataset.inputColumns.map((column) => row[column])));
}
