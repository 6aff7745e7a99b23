import type { z } from 'zod';
import type { ExperimentFacts, Files, ModelHub, OutputTarget, RunContext } from '../base/ports.js';
import type { EmittedEvent, ResultFigures } from '../protocol/events.js';
import type { Plan } from '../protocol/plan.js';
import type { KeyPath } from '../base/key-path.js';
import type { Problem } from '../base/errors.js';

/** A problem with a value of an experiment file, at its path; whoever parsed the file knows the line. */
export interface SpecIssue {
  readonly path: KeyPath;
  readonly problem: Problem;
  /**
   * What it follows from besides the value at its path: where one of these is wrong by itself (or an item or key of it is),
   * the issue isn't told, because it may be only a consequence.
   */
  readonly relies?: readonly KeyPath[];
}

/** A first experiment for someone to change: values only, its comments come from the schema. */
export interface Starter {
  /** Unique within the kind. */
  readonly name: string;
  /** What it does, in a sentence, as the schema says it. */
  readonly summary: string;
  /** Keys of the kind; it validates, and names models that its user replaces. */
  readonly spec: Readonly<Record<string, unknown>>;
}

export type Carrying = 'thread' | 'child';
export type Computing = 'kernels' | 'tensors';

/** The declarative half of an engine: all that can be known of a kind without loading what does the work. */
export interface Kind {
  readonly kind: string;
  /** The keys of the kind itself; the common keys are added by `experiments/schema.ts`. */
  readonly schema: z.ZodObject;
  /**
   * What is wrong with a spec that its schema can't say and that needs no file: wrong combinations, counts, parameters
   * that the chosen method doesn't take, an output that is an input. Called with what the schema accepted: of a file with
   * errors, what is left without them.
   */
  readonly check: (spec: unknown, output: string | undefined) => readonly SpecIssue[];
  /** What takes the place of required keys that are missing or wrong, so that the rest can be looked at. */
  readonly standIns?: Readonly<Record<string, unknown>>;
  /**
   * The keys worth offering in a half-written mapping at `path`, where what stands elsewhere decides which make sense;
   * undefined for all. `topLevel` gives a single value of the top level as it stands in the text.
   */
  readonly relevantKeys?: (
    path: KeyPath,
    topLevel: (key: string) => string | undefined,
  ) => readonly string[] | undefined;
  /** Checks an engine's own records as they are read back from a log. */
  readonly records: z.ZodType;
  /** The actions that the kind knows, the first being the default; empty where it has one job only. */
  readonly actions: readonly string[];
  /** What takes the place of the kind's own in actions besides the first, by action; one that isn't here shares them. */
  readonly actionParts?: ReadonlyMap<string, ActionParts>;
  /** What carries it, always or as an accepted spec has it: `child` for what loads a native library. */
  readonly carrier: Carrying | ((spec: unknown) => Carrying);
  /**
   * What it computes with, always or as an accepted spec has it: kernels of its own, or tensors, for which a backend is chosen
   * before it runs (in a child).
   */
  readonly compute: Computing | ((spec: unknown) => Computing);
  /**
   * Threads that one operation on tensors may use, where that isn't for the experiment to say: 1 for a kind that works side
   * by side in tasks, whose results then don't depend on how many. Absent: the experiment's `resources.workers`.
   */
  readonly operationThreads?: number;
  /** The view that draws its runs. */
  readonly view: string;
  /** What *New experiment* offers; at least one. */
  readonly starters: readonly [Starter, ...Starter[]];
}

/** What an action has of its own. */
export type ActionParts = Pick<Kind, 'schema' | 'check' | 'standIns' | 'relevantKeys'>;

export interface PlanContext {
  readonly experiment: ExperimentFacts;
  /** The folder that relative paths of the experiment start from (absolute). */
  readonly folder: string;
  /** The output that the experiment names; undefined where results go to the run's artifacts. */
  readonly output: OutputTarget | undefined;
  readonly files: Files;
  /** Absent: models are folders only. */
  readonly hub?: ModelHub | undefined;
  readonly signal: AbortSignal;
  readonly seed: number;
  /** Present where the file has errors, which have been told: only what holds however they are mended is to be found. */
  readonly draft?: {
    /** What is missing from the spec, or stood in for. */
    readonly removed: readonly KeyPath[];
  };
}

export interface EngineResult {
  readonly output?: string;
  readonly figures: ResultFigures;
}

/** The working half of an engine. `Spec` is what its schema accepts. */
export interface Engine<Spec = unknown> {
  plan(spec: Spec, context: PlanContext): Promise<Plan>;
  /** The story of a run, top to bottom; throws `ModelsmithError`, or the signal's reason when it was stopped. */
  run(spec: Spec, context: RunContext<EmittedEvent>): Promise<EngineResult>;
}
