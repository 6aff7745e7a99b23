import { type OptimizerDescription, optimizerDefaults } from '../../../base/optimizer-description.js';

/** An optimizer by its name and what of it isn't as published: `adamg`, `dog (reps 0.0001)`. */
export function optimizerLabel(optimizer: OptimizerDescription): string {
  const defaults = new Map<string, unknown>(Object.entries(optimizerDefaults[optimizer.name]));
  const changed = Object.entries(optimizer).filter(([key, value]) => defaults.get(key) !== value);
  const settings = changed.map(([key, value]: [string, unknown]) => `${key} ${String(value)}`);
  return settings.length === 0 ? optimizer.name : `${optimizer.name} (${settings.join(', ')})`;
}
