import type { Problem } from '../base/errors.js';
import type { ResultFigures, RunEvent } from './events.js';
import { pushed } from './pushed.js';

/** What every run tells of itself by the common events; a part of every view's state. */
export interface RunFacts {
  readonly phase: string | undefined;
  readonly progress: { readonly done: number; readonly total: number; readonly unit: string } | undefined;
  readonly output: string | undefined;
  readonly figures: ResultFigures | undefined;
  /** Why it failed or diverged; empty unless it did. */
  readonly problems: readonly Problem[];
  /** What was worth saying on the way: notes and warnings. */
  readonly notes: readonly Problem[];
  /** Records that weren't what their type says, or were too many. */
  readonly skipped: number;
}

export const noFacts: RunFacts = {
  phase: undefined,
  progress: undefined,
  output: undefined,
  figures: undefined,
  problems: [],
  notes: [],
  skipped: 0,
};

/** A state that a batch is working on. */
export type Draft<State> = { -readonly [K in keyof State]: State[K] };

/** Takes up what a common event says; an engine's records, metrics and the way of attempts are the reducer's own. */
export function readFact(draft: Draft<RunFacts>, event: RunEvent, before: RunFacts): void {
  switch (event.type) {
    case 'progress':
      draft.progress = { done: event.done, total: event.total, unit: event.unit };
      break;
    case 'phase':
      draft.phase = event.phase;
      break;
    case 'log':
      draft.notes = pushed(draft.notes, event.problem, before.notes);
      break;
    case 'result':
      draft.output = event.output;
      draft.figures = event.figures;
      break;
    case 'failed':
      draft.problems = event.problems;
      break;
    default:
      break;
  }
}
