import type { Engine } from '../experiments/kind.js';
import type { Engines } from './worker-parts.js';

/** The working half of every kind; a new kind is one line here and one in `engines/kinds.ts`. */
export const engines: Engines = new Map<string, () => Promise<Engine>>([
  ['evolve', async () => (await import('../engines/evolve/engine.js')).evolveEngine],
  ['merge', async () => (await import('../engines/merge/engine.js')).mergeEngine],
  ['stability', async () => (await import('../engines/stability/engine.js')).stabilityEngine],
  ['train', async () => (await import('../engines/train/engine.js')).trainEngine],
]);
