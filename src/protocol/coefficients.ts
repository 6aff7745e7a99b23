/**
 * The state of the coefficients view as a pure function of a merge run's events, whatever the batches they come in.
 *
 * A log may hold what doesn't count any more: after `resumed {from}` every event that stands before it with a greater
 * `seq` is dropped. Tensors carry their `seq` and are cut; the few other events that matter are kept in a journal, from
 * which the small facts are read again. Progress belongs to an attempt and starts anew with it.
 *
 * The reader of a log has checked common events. An engine's records are checked here once more, because this is the
 * border of the page: one that isn't what it should be is counted and left out.
 */
import type {
  Balance,
  CandidateRecord,
  ChosenRecord,
  ModuleRecord,
  TasksRecord,
  TensorRecord,
} from '../engines/merge/events.js';
import { asCandidate, asChosen } from './candidates.js';
import type { RunEvent } from './events.js';
import { asModule } from './extracted-modules.js';
import { pushed } from './pushed.js';
import { noFacts, readFact } from './run-facts.js';
import type { Draft as DraftOf, RunFacts } from './run-facts.js';

/** A merged tensor with its place in the log. */
export type TensorRow = TensorRecord & { readonly seq: number };

export interface CoefficientsState extends RunFacts {
  readonly method: string | undefined;
  /** The columns; empty until the engine has named them. */
  readonly tasks: TasksRecord['tasks'];
  /** In the order in which they were merged; a name that comes twice counts as its last. */
  readonly tensors: readonly TensorRow[];
  /** The modules of an adapter that is extracted, in the order of the log; a merge has none. */
  readonly modules: readonly ModuleRecord[];
  /** What was scored, in the order of the log; empty where nothing is. */
  readonly candidates: readonly CandidateRecord[];
  /** Which of them became the result, and by which score. */
  readonly chosen: ChosenRecord | undefined;
  /** Every event that counts but (well-formed) tensors and progress. */
  readonly journal: readonly RunEvent[];
}

export const emptyCoefficients: CoefficientsState = {
  ...noFacts,
  method: undefined,
  tasks: [],
  tensors: [],
  modules: [],
  candidates: [],
  chosen: undefined,
  journal: [],
};

/**
 * The state after some more events; the one before stays as it is. What doesn't change keeps its identity. O(state +
 * events) a batch, so a batch should be as large as may be.
 */
export function reduceCoefficients(state: CoefficientsState, events: readonly RunEvent[]): CoefficientsState {
  const draft: Draft = { ...state };
  for (const event of events) {
    apply(draft, event, state);
  }
  return draft;
}

type Draft = DraftOf<CoefficientsState>;

function apply(draft: Draft, event: RunEvent, before: CoefficientsState): void {
  if (isTensorRow(event)) {
    draft.tensors = pushed(draft.tensors, event, before.tensors);
  } else if (event.type === 'progress') {
    readFact(draft, event, before);
  } else if (event.type === 'resumed') {
    resume(draft, event.from, before);
  } else {
    draft.journal = pushed(draft.journal, event, before.journal);
    read(draft, event, before);
  }
}

/** Forgets what came after the snapshot, and reads the small facts again from what is left. */
function resume(draft: Draft, from: number, before: CoefficientsState): void {
  const journal = draft.journal.filter((event) => event.seq <= from);
  const tensors = draft.tensors.filter((row) => row.seq <= from);
  Object.assign(draft, { ...emptyCoefficients, tensors, journal, notes: [], modules: [], candidates: [] });
  for (const event of journal) {
    read(draft, event, before);
  }
}

/** Takes up what an event of the journal says. */
function read(draft: Draft, event: RunEvent, before: CoefficientsState): void {
  switch (event.type) {
    case 'merge/tasks':
      if (isTasksRecord(event)) {
        draft.method = event.method;
        draft.tasks = event.tasks;
      } else {
        draft.skipped += 1;
      }
      break;
    case 'merge/tensor':
      draft.skipped += 1;
      break;
    case 'merge/module': {
      const module = asModule(event);
      if (module === undefined) {
        draft.skipped += 1;
      } else {
        draft.modules = pushed(draft.modules, module, before.modules);
      }
      break;
    }
    case 'merge/candidate': {
      const candidate = asCandidate(event);
      if (candidate === undefined) {
        draft.skipped += 1;
      } else {
        draft.candidates = pushed(draft.candidates, candidate, before.candidates);
      }
      break;
    }
    case 'merge/chosen': {
      const chosen = asChosen(event);
      draft.chosen = chosen ?? draft.chosen;
      draft.skipped += chosen === undefined ? 1 : 0;
      break;
    }
    default:
      readFact(draft, event, before);
      break;
  }
}

function isTasksRecord(event: object): event is TasksRecord {
  return (
    'method' in event &&
    typeof event.method === 'string' &&
    'tasks' in event &&
    Array.isArray(event.tasks) &&
    event.tasks.length > 0 &&
    event.tasks.every(isTask)
  );
}

function isTask(value: unknown): boolean {
  return isObject(value) && typeof value['label'] === 'string' && typeof value['model'] === 'string';
}

function isTensorRow(event: RunEvent): event is RunEvent & TensorRow {
  if (event.type !== 'merge/tensor') {
    return false;
  }
  const { tensor, shape, dtype, layer, module, tasks, blocks, nan, infinite }: Readonly<Record<string, unknown>> =
    event;
  return (
    typeof tensor === 'string' &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    typeof dtype === 'string' &&
    (layer === undefined || isCount(layer)) &&
    typeof module === 'string' &&
    Array.isArray(tasks) &&
    tasks.every(isBalance) &&
    (blocks === undefined || isBlocks(blocks)) &&
    isCount(nan) &&
    isCount(infinite)
  );
}

function isBalance(value: unknown): value is Balance {
  return (
    isObject(value) &&
    Number.isFinite(value['coefficient']) &&
    Number.isFinite(value['kept']) &&
    Number.isFinite(value['share']) &&
    Number.isFinite(value['agreement'])
  );
}

function isBlocks(value: unknown): boolean {
  if (!isObject(value) || !isCount(value['count']) || !isCount(value['elements']) || value['count'] === 0) {
    return false;
  }
  const data = value['data'];
  return isObject(data) && typeof data['file'] === 'string' && isCount(data['offset']) && isCount(data['length']);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
