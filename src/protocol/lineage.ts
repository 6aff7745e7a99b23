/**
 * The state of the lineage view as a pure function of an evolution's events, whatever the batches they come in. What
 * follows from it is in `lineage-parting.ts` (where fitness and validation part) and in the view itself.
 *
 * As in `coefficients.ts`: after `resumed {from}` every event that stands before it with a greater `seq` is dropped, and
 * what is left is read again. Progress belongs to an attempt. Records that aren't what their type says are counted and
 * left out, individuals whose id isn't greater than the last one's among them, and generations likewise.
 *
 * Memory is bounded whatever the log: there is a most of individuals, of their values together, and of other records.
 */
import type {
  EvolveBegun,
  EvolveChosen,
  GenerationRecord,
  IndividualRecord,
  RivalRecord,
} from '../engines/evolve/events.js';
import type { RunEvent } from './events.js';
import { asEvolveRecord } from './lineage-records.js';
import type { EvolveRecord } from './lineage-records.js';
import { pushed } from './pushed.js';
import { noFacts, readFact } from './run-facts.js';
import type { Draft as DraftOf, RunFacts } from './run-facts.js';

/** More than an evolution with real evaluations ever makes, and as many as a picture can tell apart. */
const MOST_INDIVIDUALS = 100_000;
/** Of all individuals together (160 MB); later ones are kept without theirs, which stand in the log. */
const MOST_VALUES = 20_000_000;
/** Individuals, generations, rivals and remarks together; beyond it only the end of a run is still taken up. */
const MOST_RECORDS = 300_000;
/** The originals' roles, and a few more. */
const MOST_RIVALS = 1000;

export interface LineageState extends RunFacts {
  /** What evolves; undefined until the engine has said. */
  readonly begun: EvolveBegun | undefined;
  /** By ascending ids, which need not be without gaps. */
  readonly individuals: readonly IndividualRecord[];
  /** In the order in which they ended. */
  readonly generations: readonly GenerationRecord[];
  /** What has to be beaten, and the result, each as it was told last. */
  readonly rivals: readonly RivalRecord[];
  /** What became the result. */
  readonly chosen: EvolveChosen | undefined;
  /** Values that are kept of all individuals. */
  readonly values: number;
  /** Individuals whose values aren't kept. */
  readonly withoutValues: number;
  /** Every event that counts but progress. */
  readonly journal: readonly RunEvent[];
}

export const emptyLineage: LineageState = {
  ...noFacts,
  begun: undefined,
  individuals: [],
  generations: [],
  rivals: [],
  chosen: undefined,
  values: 0,
  withoutValues: 0,
  journal: [],
};

/**
 * The state after some more events; the one before stays as it is. What doesn't change keeps its identity. O(state +
 * events) a batch, so a batch should be as large as may be.
 */
export function reduceLineage(state: LineageState, events: readonly RunEvent[]): LineageState {
  const draft: Draft = { ...state };
  for (const event of events) {
    apply(draft, event, state);
  }
  return draft;
}

type Draft = DraftOf<LineageState>;

function apply(draft: Draft, event: RunEvent, before: LineageState): void {
  if (event.type === 'progress') {
    readFact(draft, event, before);
  } else if (event.type === 'resumed') {
    const journal = draft.journal.filter(({ seq }) => seq <= event.from);
    Object.assign(draft, { ...emptyLineage, journal }, freshLists());
    journal.forEach((one) => read(draft, one, before));
  } else if (draft.journal.length >= MOST_RECORDS && event.type !== 'result' && event.type !== 'failed') {
    draft.skipped += 1;
  } else {
    const kept = bounded(draft, event);
    draft.journal = pushed(draft.journal, kept, before.journal);
    read(draft, kept, before);
  }
}

/** Lists of this batch, so that they are added to and nobody else's are. */
const freshLists = (): Partial<LineageState> => ({ individuals: [], generations: [], rivals: [], notes: [] });

/** The event, without an individual's values where there are too many already. */
function bounded({ values }: Draft, event: RunEvent): RunEvent {
  if (event.type !== 'evolve/individual' || !('values' in event)) {
    return event;
  }
  const own = event['values'];
  if (!Array.isArray(own) || values + own.length <= MOST_VALUES) {
    return event;
  }
  const rest: Record<string, unknown> & RunEvent = { ...event, hasMoreValues: true };
  delete rest['values'];
  return rest;
}

/** Takes up what an event of the journal says. */
function read(draft: Draft, event: RunEvent, before: LineageState): void {
  if (!event.type.startsWith('evolve/')) {
    readFact(draft, event, before);
    return;
  }
  const record = asEvolveRecord(event);
  if (record === undefined || !takeUp(draft, record, before)) {
    draft.skipped += 1;
  }
}

/** Whether a record fits to what was said before; then it is part of the state. */
function takeUp(draft: Draft, record: EvolveRecord, before: LineageState): boolean {
  switch (record.type) {
    case 'evolve/begun':
      draft.begun = record;
      return true;
    case 'evolve/individual': {
      const last = draft.individuals.at(-1);
      if ((last !== undefined && record.id <= last.id) || draft.individuals.length >= MOST_INDIVIDUALS) {
        return false;
      }
      draft.individuals = pushed(draft.individuals, record, before.individuals);
      draft.values += record.values?.length ?? 0;
      draft.withoutValues += 'hasMoreValues' in record ? 1 : 0;
      return true;
    }
    case 'evolve/generation':
      if (record.generation <= (draft.generations.at(-1)?.generation ?? -1)) {
        return false;
      }
      draft.generations = pushed(draft.generations, record, before.generations);
      return true;
    case 'evolve/rival':
      return takeUpRival(draft, record, before);
    case 'evolve/chosen':
      draft.chosen = record;
      return true;
  }
}

/** A rival is told anew when the result has been compared with it. */
function takeUpRival(draft: Draft, record: RivalRecord, before: LineageState): boolean {
  const isSame = ({ role, label }: RivalRecord): boolean => role === record.role && label === record.label;
  if (draft.rivals.some(isSame)) {
    draft.rivals = draft.rivals.map((one) => (isSame(one) ? record : one));
    return true;
  }
  if (draft.rivals.length >= MOST_RIVALS) {
    return false;
  }
  draft.rivals = pushed(draft.rivals, record, before.rivals);
  return true;
}

/** Where an individual stands among those of the state; undefined for an id that nobody has. */
export function indexOfIndividual(individuals: LineageState['individuals'], id: number): number | undefined {
  let [low, high] = [0, individuals.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const found = individuals[middle]?.id ?? 0;
    if (found === id) {
      return middle;
    }
    if (found < id) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return undefined;
}
