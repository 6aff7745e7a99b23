import type { Problem } from '../base/errors.js';

/** What a run would do, found out from headers alone, before the first byte of data is read. */
export interface Plan {
  readonly kind: string;
  readonly name: string;
  readonly problems: readonly Problem[];
  /** What stands in the plan's table, engine by engine: named figures such as `tensors` or `parameters`. */
  readonly figures: readonly { readonly name: string; readonly value: number | string; readonly unit?: string }[];
  readonly estimate: {
    readonly readBytes: number;
    readonly writeBytes: number;
    readonly memoryBytes: number;
    readonly seconds: number;
    readonly freeDiskBytes: number;
  };
  /** Files that will be read (absolute paths). */
  readonly inputs: readonly string[];
  /** Where the result will be; undefined when it goes to the run's artifacts. */
  readonly output?: string;
}
