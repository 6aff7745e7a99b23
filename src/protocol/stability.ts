/**
 * What a comparison of optimizers has done so far, as a pure function of its events, whatever the batches they come in.
 * What follows from it (successes, gaps, steps) is in `stability-summary.ts`.
 *
 * After `resumed {from}` every event that stands before it with a greater `seq` is dropped; records that aren't what
 * their type says are counted and left out.
 */
import type { StabilityBegun, StabilityCell } from '../engines/stability/events.js';
import type { RunEvent } from './events.js';
import { pushed } from './pushed.js';
import { noFacts, readFact } from './run-facts.js';
import type { Draft as DraftOf, RunFacts } from './run-facts.js';

/** Cells of the largest comparison that a person could read: 100 tasks x 20 optimizers x 50 seeds. */
const MOST_CELLS = 100_000;

export interface StabilityState extends RunFacts {
  /** What is compared; undefined until the engine has said. */
  readonly begun: StabilityBegun | undefined;
  /** The trainings that are done, in the order in which they ended. */
  readonly cells: readonly StabilityCell[];
  /** Every event that counts but progress. */
  readonly journal: readonly RunEvent[];
}

export const emptyStability: StabilityState = {
  ...noFacts,
  begun: undefined,
  cells: [],
  journal: [],
};

/** The state after some more events; the one before stays as it is. What doesn't change keeps its identity. */
export function reduceStability(state: StabilityState, events: readonly RunEvent[]): StabilityState {
  const draft: Draft = { ...state };
  for (const event of events) {
    apply(draft, event, state);
  }
  return draft;
}

type Draft = DraftOf<StabilityState>;

function apply(draft: Draft, event: RunEvent, before: StabilityState): void {
  if (event.type === 'progress') {
    readFact(draft, event, before);
  } else if (event.type === 'resumed') {
    const journal = draft.journal.filter(({ seq }) => seq <= event.from);
    Object.assign(draft, { ...emptyStability, journal, cells: [], notes: [] });
    journal.forEach((one) => read(draft, one, before));
  } else if (draft.journal.length >= MOST_CELLS && event.type !== 'result' && event.type !== 'failed') {
    draft.skipped += 1;
  } else {
    draft.journal = pushed(draft.journal, event, before.journal);
    read(draft, event, before);
  }
}

/** Takes up what an event of the journal says. */
function read(draft: Draft, event: RunEvent, before: StabilityState): void {
  switch (event.type) {
    case 'stability/begun':
      if (isBegun(event)) {
        draft.begun = event;
      } else {
        draft.skipped += 1;
      }
      break;
    case 'stability/cell':
      if (isCell(event)) {
        draft.cells = pushed(draft.cells, event, before.cells);
      } else {
        draft.skipped += 1;
      }
      break;
    default:
      readFact(draft, event, before);
  }
}

function isBegun(event: object): event is StabilityBegun {
  const one: Fields = { ...event };
  return (
    isListOf(one['tasks'], (task) => isTask(task)) &&
    isListOf(one['optimizers'], isText) &&
    isListOf(one['seeds'], isCount) &&
    isListOf(one['learningRates'], isPositive) &&
    isText(one['metric']) &&
    typeof one['maximize'] === 'boolean' &&
    typeof one['margin'] === 'number' &&
    one['margin'] >= 0
  );
}

function isTask(task: unknown): boolean {
  const one: Fields = typeof task === 'object' && task !== null ? { ...task } : {};
  return isText(one['name']) && isText(one['network']) && isText(one['data']) && isPositive(one['steps']);
}

function isCell(event: object): event is StabilityCell {
  const one: Fields = { ...event };
  return (
    isText(one['task']) &&
    isText(one['optimizer']) &&
    (one['learningRate'] === undefined || isPositive(one['learningRate'])) &&
    isCount(one['seed']) &&
    (one['value'] === undefined || Number.isFinite(one['value'])) &&
    (one['divergedAt'] === undefined || isCount(one['divergedAt'])) &&
    isCount(one['curveEvery']) &&
    isPositive(one['curveEvery']) &&
    Array.isArray(one['curve']) &&
    one['curve'].every((value) => value === null || Number.isFinite(value)) &&
    Number.isFinite(one['seconds'])
  );
}

type Fields = Readonly<Record<string, unknown>>;
const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isPositive = (value: unknown): boolean => Number.isFinite(value) && Number(value) > 0;
const isListOf = (value: unknown, check: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(check);
