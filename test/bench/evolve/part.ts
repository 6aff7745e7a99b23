/** Something that must hold. */
export interface Check {
  readonly holds: boolean;
  readonly said: string;
}

/** What came out of a part of the benchmark. */
export interface PartResult {
  /** Markdown. */
  readonly table: string;
  readonly checks: readonly Check[];
  /** Everything that was measured, as JSON. */
  readonly measured: unknown;
}

export interface PartOptions {
  /** Those of the part's own choosing where undefined. */
  readonly seeds: readonly number[] | undefined;
  /** Seeds that are worked on at a time. */
  readonly workers: number;
  /** The Python of the environment with the peers. */
  readonly python: string;
}

export type Part = (options: PartOptions) => Promise<PartResult>;

/** A table as Markdown, its first row being the head. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  return [head, head.map(() => '---'), ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
