import type { RunContext } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { Recipe } from './evolve-state.js';
import { mergeCandidate, modelCandidate } from './merge-candidate.js';
import type { Evolution } from './prepare.js';
import type { PreparedCandidate } from './world.js';

/** What a recipe makes, to be scored by itself. */
export async function candidateOf(
  recipe: Recipe,
  { evolution, context }: { readonly evolution: Evolution; readonly context: RunContext<EmittedEvent> },
): Promise<PreparedCandidate> {
  const { world } = evolution;
  switch (recipe.type) {
    case 'individual':
      return world.candidate(recipe.id, 0);
    case 'population':
      if (world.mergedCandidate === undefined) {
        throw new RangeError('no merge scores a population');
      }
      return world.mergedCandidate(recipe.ids);
    case 'model':
      return modelCandidate(recipe.model, 0, context);
    case 'merge':
      return mergeCandidate(recipe.spec, 0, context);
  }
}
