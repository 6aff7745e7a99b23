import { InOrder } from '../../base/in-order.js';
import type { Problem } from '../../base/errors.js';
import { ProgressTeller } from '../../base/progress-teller.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { StabilityCell } from './events.js';
import type { TaskOutline } from './outline-tasks.js';
import { placeInTask } from './place-in-task.js';
import type { PlannedTraining } from './plan-trainings.js';
import type { StabilityState } from './stability-state.js';
import type { CellResult } from './train-cell.js';

export interface CellJournalOptions {
  readonly trainings: readonly PlannedTraining[];
  readonly outlines: readonly TaskOutline[];
  readonly emit: (event: EmittedEvent) => void;
  /** Where an earlier attempt came to. */
  readonly from: StabilityState | undefined;
}

/**
 * What has come of the trainings so far, told in their order whoever is done first: the log is the same for any number of
 * workers. What an earlier attempt has told isn't told again.
 */
export class CellJournal {
  /** All that is told, in its order. */
  readonly cells: StabilityCell[] = [];
  readonly notes: Problem[] = [];
  private readonly results: (CellResult | null)[];
  private readonly inOrder: InOrder<number, CellResult>;
  private readonly progress: ProgressTeller;
  private readonly noted = new Set<string>();
  private told = 0;
  /** Steps of the trainings that are told. */
  private steps = 0;

  constructor(private readonly options: CellJournalOptions) {
    const { trainings, from, emit } = options;
    const total = trainings.reduce((sum, training) => sum + this.stepsOf(training), 0);
    this.progress = new ProgressTeller({ total, unit: 'steps', told: from?.progress ?? 0 }, emit);
    this.results = trainings.map((_, index) => from?.results[index] ?? null);
    this.inOrder = new InOrder(
      (steps) => {
        this.progress.set(this.steps + steps);
      },
      (index, result) => {
        this.tell(index, result);
      },
    );
    for (const [index, result] of this.results.entries()) {
      if (result !== null) {
        this.inOrder.result(index, result);
      }
    }
  }

  /** Places of the trainings that have to be done. */
  get open(): readonly number[] {
    return this.results.flatMap((result, index) => (result === null ? [index] : []));
  }

  get state(): StabilityState {
    return { format: 1, results: [...this.results], told: this.told, progress: this.progress.told };
  }

  /** Seconds that all trainings took, one after the other. */
  get seconds(): number {
    return this.results.reduce((sum, result) => sum + (result?.seconds ?? 0), 0);
  }

  /** Training `index` has made so many steps. */
  part(index: number, steps: number): void {
    this.inOrder.part(index, steps);
  }

  /** Training `index` is done. */
  take(index: number, result: CellResult): void {
    this.results[index] = result;
    this.inOrder.result(index, result);
  }

  private tell(index: number, result: CellResult): void {
    const { trainings, outlines, emit, from } = this.options;
    const training = trainings[index];
    const outline = training === undefined ? undefined : outlines[training.task];
    if (training === undefined || outline === undefined) {
      throw new RangeError(`there is no training ${index}`);
    }
    const isNew = index >= (from?.told ?? 0);
    // Told already where it was followed; a result that an earlier attempt has held back comes without its parts.
    for (const point of result.curve.keys()) {
      this.progress.set(this.steps + Math.min((point + 1) * outline.curveEvery, outline.steps));
    }
    const say = (event: EmittedEvent): void => {
      if (isNew) {
        emit(event);
      }
    };
    for (const note of this.newNotes(training.task, result.notes)) {
      this.notes.push(note);
      say({ type: 'log', level: 'warning', problem: note });
    }
    const { value, divergedAt, curve, seconds } = result;
    for (const cell of training.cells) {
      const told: StabilityCell = {
        type: 'stability/cell',
        ...cell,
        ...(value === undefined ? {} : { value }),
        ...(divergedAt === undefined ? {} : { divergedAt }),
        curveEvery: outline.curveEvery,
        curve: [...curve],
        seconds,
      };
      this.cells.push(told);
      say(told);
    }
    this.told = index + 1;
    this.steps += outline.steps;
    this.progress.set(this.steps);
  }

  /** A warning is told once for each task: seeds and optimizers see the same. */
  private newNotes(task: number, notes: readonly Problem[]): readonly Problem[] {
    return notes.flatMap((note) => {
      const key = `${task} ${note.code}`;
      if (this.noted.has(key)) {
        return [];
      }
      this.noted.add(key);
      return [placeInTask(note, task)];
    });
  }

  private stepsOf({ task }: PlannedTraining): number {
    return this.options.outlines[task]?.steps ?? 0;
  }
}
