import type { RunContext } from '../../base/ports.js';
import { ProgressTeller } from '../../base/progress-teller.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { Observed, TensorOutcome } from './merge-executor.js';
import { addTotals } from './merge-totals.js';
import type { PreparedMerge } from './prepare.js';
import type { MergeState } from './run-state.js';
import { tensorRecord } from './tensor-record.js';

type Context = Pick<RunContext<EmittedEvent>, 'emit' | 'dense' | 'snapshot'>;

/**
 * What a merge has done and told so far. After a resume it goes on where the snapshot ends: nothing that stands in the
 * log already is told again, so that the log of an interrupted run reads like that of one that ran through.
 */
export class MergeJournal {
  private state: MergeState;
  private readonly progress: ProgressTeller;
  private readonly parameters: number;
  /** The part of all passes over the inputs that came before the first tensor was written. */
  private observedPart = 0;

  constructor(
    private readonly merge: Pick<PreparedMerge, 'tasks' | 'tensors'>,
    private readonly context: Context,
    start: MergeState,
  ) {
    this.state = start;
    this.parameters = merge.tensors.reduce((sum, { elements }) => sum + elements, 0);
    const all = { total: this.parameters, unit: 'parameters', told: start.progress };
    this.progress = new ProgressTeller(all, context.emit);
    this.progress.set(this.parameters * (start.observed?.part ?? 0));
  }

  /** Tensors that are written, in the order of the output. */
  get written(): number {
    return this.state.written;
  }

  /** What the statistics passes over the whole model have decided so far. */
  get observed(): Observed | undefined {
    return this.state.observed;
  }

  get totals(): MergeState['totals'] {
    return this.state.totals;
  }

  /** Says that a part of the run begins, once. */
  phase(phase: string): void {
    if (!this.state.phases.includes(phase)) {
      this.context.emit({ type: 'phase', phase });
      this.state = { ...this.state, phases: [...this.state.phases, phase] };
    }
  }

  /** So many elements have gone through their passes, or through a part of them. */
  elements(elements: number): void {
    this.progress.add(elements);
  }

  /** A statistics pass over the whole model is made: a resume doesn't repeat it. */
  async pass(observed: Observed): Promise<void> {
    this.progress.set(this.parameters * observed.part);
    this.state = { ...this.state, observed };
    await this.save();
  }

  beginWriting(observed: number): void {
    this.observedPart = observed;
    this.tellTensors();
  }

  /** Takes up and tells what came of the next tensor. */
  tensor(outcome: TensorOutcome): void {
    this.context.emit(tensorRecord(outcome, this.merge.tasks.length, this.context.dense));
    const { totals, written } = this.state;
    this.state = { ...this.state, totals: addTotals(totals, outcome), written: written + 1 };
    this.tellTensors();
  }

  /** Makes all this the point from which a resume goes on. What counts as written must be on the disk. */
  async save(options: { readonly isWhole: boolean } = { isWhole: false }): Promise<void> {
    this.state = { ...this.state, ...options, progress: this.progress.told };
    await this.context.snapshot.save(this.state);
  }

  /** Sets the progress anew at every tensor: sums of parts drift, and would differ after a resume. */
  private tellTensors(): void {
    this.progress.set(this.parameters * this.observedPart + this.totals.parameters * (1 - this.observedPart));
  }
}
