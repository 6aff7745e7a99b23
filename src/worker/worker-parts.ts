import type { Experiment } from '../experiments/experiment.js';
import type { Engine } from '../experiments/kind.js';
import type { ParsedExperiment, ParseOptions } from '../experiments/parse.js';
import type { TaskHandlers } from '../base/ports.js';
import type { EmittedEvent } from '../protocol/events.js';
import type { ComputeChoice } from './compute-choice.js';

/** The working halves of the kinds, by name, loaded when they are needed. */
export type Engines = ReadonlyMap<string, () => Promise<Engine>>;

/** What a worker is made of; tests put an engine of their own into it. */
export interface WorkerParts {
  readonly engines: Engines;
  /** What the threads of a run's pool can do that are started from this worker's own bundle. */
  readonly tasks: TaskHandlers;
  /** The bundle of the threads for a task of a pool; `bundle` where absent. */
  readonly taskBundle?: (task: string) => string;
  /** Chooses what computes an experiment's run, and has it ready; see `chooseCompute`. */
  readonly chooseCompute: (experiment: Experiment) => Promise<ComputeChoice>;
  readonly parse: (text: string, file: string, options?: ParseOptions) => ParsedExperiment;
  /** The file that this worker was started from, to start another one. */
  readonly bundle: string;
  /** Called with everything that an engine emits: where tests check it against the kind's schema. */
  readonly checkEvent?: (kind: string, event: EmittedEvent) => void;
}
