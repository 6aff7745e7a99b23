import type { Kind } from '../experiments/kind.js';
import { merge } from './merge/spec.js';
import { train } from './train/spec.js';

/** Every kind, by name. A new kind is one line here and one in `worker/engines.ts`. */
export const kinds: ReadonlyMap<string, Kind> = new Map([
  [merge.kind, merge],
  [train.kind, train],
]);
