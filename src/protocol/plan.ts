import type { Problem } from '../base/errors.js';
import type { HubDownload, HubModel } from './hub-models.js';

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
    /** Absent where headers can't tell. */
    readonly seconds?: number;
    readonly freeDiskBytes: number;
  };
  /** Files that will be read (absolute paths). */
  readonly inputs: readonly string[];
  /** Models of a hub, at the commits that are meant; the run keeps to them. */
  readonly models?: readonly HubModel[];
  /** What has to be fetched of them before the run can begin. */
  readonly downloads?: readonly HubDownload[];
  /** Where the result will be; undefined when it goes to the run's artifacts. */
  readonly output?: string;
}
