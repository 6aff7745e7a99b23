import type { EvolveState } from './evolve-state.js';
import type { EvolveChosen } from './events.js';
import type { EvolveSpec } from './spec/schema.js';

/** Why there is no further generation; undefined where there is one. `trials`: evaluations that it would take. */
export function reasonToEnd(
  { budget, patience, restarts, generations }: EvolveSpec,
  state: EvolveState,
  { trials, seconds }: { readonly trials: number; readonly seconds: number },
): EvolveChosen['reason'] | undefined {
  const mayRestart = restarts !== undefined && state.restarts < restarts.most;
  if (state.generation >= generations) {
    return 'generations';
  }
  if (patience !== undefined && state.stagnant >= patience && !mayRestart) {
    return 'patience';
  }
  if (budget.evaluations !== undefined && state.evaluations + trials > budget.evaluations) {
    return 'evaluations';
  }
  if (budget.minutes !== undefined && seconds >= budget.minutes * 60) {
    return 'minutes';
  }
  return budget.calls !== undefined && state.calls >= budget.calls ? 'calls' : undefined;
}

/** Whether the next generation begins anew from the originals. */
export function isRestartDue({ restarts }: EvolveSpec, state: EvolveState): boolean {
  return restarts !== undefined && state.sinceRestart >= restarts.after && state.restarts < restarts.most;
}
