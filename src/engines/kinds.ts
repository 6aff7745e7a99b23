import type { Kind } from '../experiments/kind.js';
import { evolve } from './evolve/spec.js';
import { merge } from './merge/spec.js';
import { stability } from './stability/spec.js';
import { train } from './train/spec.js';

/** Every kind, by name. A new kind is one line here and one in `worker/engines.ts`. */
export const kinds: ReadonlyMap<string, Kind> = new Map([
  [evolve.kind, evolve],
  [merge.kind, merge],
  [stability.kind, stability],
  [train.kind, train],
]);
