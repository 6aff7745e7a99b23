import { kinds } from '../../engines/kinds.js';
import type { Starter } from '../../experiments/kind.js';
import { starterText } from '../../experiments/starter-text.js';

/** What the host asks about kinds without knowing any by name; part of the second bundle, because schemas come along. */

/** The view that draws runs of a kind; undefined for a kind of a newer version. */
export function viewOf(kind: string): string | undefined {
  return kinds.get(kind)?.view;
}

/** What *New experiment* offers, in the order of kinds. */
export function allStarters(): readonly { readonly kind: string; readonly starter: Starter }[] {
  return [...kinds].flatMap(([kind, { starters }]) => starters.map((starter) => ({ kind, starter })));
}

/** The text of a new experiment file. */
export function newExperimentText(kind: string, starter: Starter, name: string): string {
  const known = kinds.get(kind);
  return known === undefined ? '' : starterText(known, starter, name);
}
