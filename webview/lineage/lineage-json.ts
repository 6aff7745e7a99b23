import type { LineageState } from '../../src/protocol/lineage.js';

/** The lineage as plain records, one a line where there are many: what the run said, without the log's own numbers. */
export function lineageJson(run: string, { begun, individuals, generations, rivals, chosen }: LineageState): string {
  const list = (records: readonly object[]): string =>
    records.length === 0
      ? '[]'
      : `[\n    ${records.map((record) => JSON.stringify(plain(record))).join(',\n    ')}\n  ]`;
  const one = (record: object | undefined): string => (record === undefined ? 'null' : JSON.stringify(plain(record)));
  return [
    '{',
    `  "run": ${JSON.stringify(run)},`,
    `  "evolution": ${one(begun)},`,
    `  "individuals": ${list(individuals)},`,
    `  "generations": ${list(generations)},`,
    `  "rivals": ${list(rivals)},`,
    `  "chosen": ${one(chosen)}`,
    '}',
    '',
  ].join('\n');
}

/** A record without what belongs to its place in the log. */
function plain(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !['type', 'seq', 'at'].includes(name)));
}
