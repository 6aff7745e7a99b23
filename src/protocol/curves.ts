/**
 * The state of the curves view as a pure function of a training's events, whatever the batches they come in.
 *
 * As in `coefficients.ts`: after `resumed {from}` every event that stands before it with a greater `seq` is dropped. The
 * points of curves carry their `seq` and are cut; the few other events that matter are kept in a journal, from which the
 * small facts are read again. Progress belongs to an attempt. Records that aren't what their type says are counted and
 * left out.
 *
 * Memory is bounded whatever the log: curves merge neighbours when they grow (`series.ts`), and there is a most of them
 * and of the other records.
 */
import type {
  BegunRecord,
  CheckpointRecord,
  EpochRecord,
  OperationsRecord,
  SpikesRecord,
} from '../engines/train/events.js';
import type { RunEvent } from './events.js';
import { pushed } from './pushed.js';
import { noFacts, readFact } from './run-facts.js';
import type { Draft as DraftOf, RunFacts } from './run-facts.js';
import { appendPoint, cutSeries } from './series.js';
import type { Point, Series } from './series.js';
import { asTrainRecord } from './train-records.js';

/** More curves than any network here has layers; a log with more has names that are no names. */
const MOST_SERIES = 512;
/** A training has one stage, or a source and a target. */
const MOST_STAGES = 16;
/** Epochs, checkpoints, rasters and remarks together; beyond it only the end of a run is still taken up. */
const MOST_RECORDS = 100_000;

export interface CurvesState extends RunFacts {
  /** By the names of their metrics, in the order in which they came up. */
  readonly series: ReadonlyMap<string, Series>;
  /** The parts of the training that have begun: one, or source and target. */
  readonly stages: readonly BegunRecord[];
  readonly epochs: readonly EpochRecord[];
  readonly checkpoints: readonly CheckpointRecord[];
  /** The best checkpoint so far. */
  readonly best: CheckpointRecord | undefined;
  /** The rasters, in the order of their steps. */
  readonly spikes: readonly SpikesRecord[];
  /** The latest estimate. */
  readonly operations: OperationsRecord | undefined;
  readonly clock: Clock;
  /** Every event that counts but progress and what is on the curves, with the run's seconds at it. */
  readonly journal: readonly { readonly event: RunEvent; readonly seconds: number }[];
}

/** The run's own time: it stands still between two attempts. */
interface Clock {
  /** Which moment, in milliseconds since 1970, counts as second 0; undefined before the first event. */
  readonly origin: number | undefined;
  /** The greatest second so far: a computer's clock may be set back, a run's time is not. */
  readonly seconds: number;
}

export const emptyCurves: CurvesState = {
  ...noFacts,
  series: new Map(),
  stages: [],
  epochs: [],
  checkpoints: [],
  best: undefined,
  spikes: [],
  operations: undefined,
  clock: { origin: undefined, seconds: 0 },
  journal: [],
};

/**
 * The state after some more events; the one before stays as it is. What doesn't change keeps its identity. O(state +
 * events) a batch, so a batch should be as large as may be.
 */
export function reduceCurves(state: CurvesState, events: readonly RunEvent[]): CurvesState {
  const draft: Draft = { ...state };
  for (const event of events) {
    apply(draft, event, state);
  }
  return draft;
}

type Draft = DraftOf<CurvesState>;

function apply(draft: Draft, event: RunEvent, before: CurvesState): void {
  switch (event.type) {
    case 'metric':
      if (fits(draft, event)) {
        addValue(draft, event, before);
      } else {
        addRecord(draft, event, before);
      }
      break;
    case 'progress':
      readFact(draft, event, before);
      break;
    case 'resumed':
      resume(draft, event, before);
      break;
    default:
      addRecord(draft, event, before);
  }
}

type MetricEvent = RunEvent & { readonly type: 'metric' };

/** Whether a value can go on its curve: a number, at a step that isn't before the last one's. */
function fits({ series }: Draft, { name, step, value }: MetricEvent): boolean {
  const known = series.get(name);
  return (
    Number.isFinite(value) &&
    Number.isFinite(step) &&
    step >= (known?.points.at(-1)?.step ?? 0) &&
    (known !== undefined || series.size < MOST_SERIES)
  );
}

function addRecord(draft: Draft, event: RunEvent, before: CurvesState): void {
  if (draft.journal.length >= MOST_RECORDS && event.type !== 'result' && event.type !== 'failed') {
    draft.skipped += 1;
    return;
  }
  const seconds = tick(draft, event.at);
  draft.journal = pushed(draft.journal, { event, seconds }, before.journal);
  read(draft, event, before);
}

/** The run's second of a moment; the clock goes on to it. */
function tick(draft: Draft, at: number): number {
  const origin = draft.clock.origin ?? at;
  const seconds = Math.max(draft.clock.seconds, (at - origin) / 1000) || 0;
  draft.clock = { origin, seconds };
  return seconds;
}

function addValue(draft: Draft, event: MetricEvent, before: CurvesState): void {
  const { name, step, value, seq } = event;
  const series = draft.series.get(name);
  const point: Point = { step, seconds: tick(draft, event.at), value, low: value, high: value, count: 1, seq };
  const points = series?.points ?? [];
  const own = points === before.series.get(name)?.points ? [...points] : (points as Point[]);
  const next = appendPoint(own, series?.stride ?? 1, { value: point });
  // One map a batch: entries of a map that this batch has made are replaced in place.
  const map = draft.series === before.series ? new Map(draft.series) : (draft.series as Map<string, Series>);
  draft.series = map.set(name, next);
}

/** Forgets what came after the snapshot, and reads the small facts again from what is left. */
function resume(draft: Draft, { from, at }: { readonly from: number; readonly at: number }, before: CurvesState): void {
  const journal = draft.journal.filter(({ event }) => event.seq <= from);
  const cut = [...draft.series].map(([name, series]) => [name, cutSeries(series, from)] as const);
  const series = new Map(cut.filter(([, { points }]) => points.length > 0));
  const seconds = Math.max(
    journal.at(-1)?.seconds ?? 0,
    ...[...series.values()].map(({ points }) => points.at(-1)?.seconds ?? 0),
  );
  // A run whose every event was dropped begins its time anew with the next one.
  const clock = journal.length + series.size === 0 ? emptyCurves.clock : { origin: at - seconds * 1000, seconds };
  Object.assign(draft, { ...emptyCurves, series, journal, clock }, freshLists());
  for (const { event } of journal) {
    read(draft, event, before);
  }
}

/** Lists of this batch, so that they are added to and nobody else's are. */
const freshLists = (): Partial<CurvesState> => ({ stages: [], epochs: [], checkpoints: [], spikes: [], notes: [] });

/** Takes up what an event of the journal says. */
function read(draft: Draft, event: RunEvent, before: CurvesState): void {
  if (event.type === 'metric') {
    // Only values that fit no curve are in the journal.
    draft.skipped += 1;
  } else if (event.type.startsWith('train/')) {
    readRecord(draft, event, before);
  } else {
    readFact(draft, event, before);
  }
}

function readRecord(draft: Draft, event: RunEvent, before: CurvesState): void {
  const record = asTrainRecord(event);
  switch (record?.type) {
    case 'train/begun':
      if (draft.stages.length < MOST_STAGES) {
        draft.stages = pushed(draft.stages, record, before.stages);
      } else {
        draft.skipped += 1;
      }
      break;
    case 'train/epoch':
      draft.epochs = pushed(draft.epochs, record, before.epochs);
      break;
    case 'train/checkpoint':
      draft.checkpoints = pushed(draft.checkpoints, record, before.checkpoints);
      draft.best = record.isBest ? record : draft.best;
      break;
    case 'train/spikes':
      draft.spikes = pushed(draft.spikes, record, before.spikes);
      break;
    case 'train/operations':
      draft.operations = record;
      break;
    case undefined:
      draft.skipped += 1;
  }
}

/** How many epochs lie before a step, as a fraction, over all stages; undefined before the first stage has begun. */
export function epochOfStep(stages: readonly BegunRecord[], step: number): number | undefined {
  let epochs: number | undefined;
  for (const [i, { firstStep, stepsPerEpoch }] of stages.entries()) {
    const end = stages[i + 1]?.firstStep ?? Number.POSITIVE_INFINITY;
    if (step < firstStep && epochs !== undefined) {
      break;
    }
    epochs = (epochs ?? 0) + Math.max(0, Math.min(step, end) - firstStep) / Math.max(1, stepsPerEpoch);
  }
  return epochs;
}
