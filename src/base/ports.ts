import type { BackendReason } from './backend-reason.js';
import type { RandomStream } from './random.js';

/**
 * The ports of a run's context. An engine reaches the world through these alone, so that a test can give it fakes
 * (`test/fakes/`) and a worker the real things (`src/worker/`).
 */
export interface RunContext<Event> {
  readonly runId: string;
  readonly seed: number;
  readonly experiment: ExperimentFacts;
  /** The folder that relative paths of the experiment start from (absolute). */
  readonly folder: string;
  /** Where this run's artifacts go (absolute; exists). */
  readonly artifacts: string;
  /** The output that the experiment names; undefined where results go to `artifacts`. */
  readonly output: OutputTarget | undefined;
  /** The files that the plan said would be read, as they were when the run began (its first attempt). */
  readonly inputs: readonly InputFile[];
  readonly emit: (event: Event) => void;
  /** Aborted when the run is to stop; an engine then takes a snapshot and throws `signal.reason`. */
  readonly signal: AbortSignal;
  readonly random: (stream: string) => RandomStream;
  readonly files: Files;
  /** Absent: models are folders only. */
  readonly hub?: ModelHub | undefined;
  readonly dense: DenseFiles;
  readonly snapshot: Snapshots;
  readonly compute: Compute;
  readonly languageModel: LanguageModel;
  readonly evaluate: Evaluate;
  readonly tasks: Tasks;
}

/** What an engine may know of the experiment besides its own keys. */
export interface ExperimentFacts {
  readonly name: string;
  /** The experiment file (absolute). */
  readonly file: string;
  /** Which of the engine's jobs; absent: its first. */
  readonly action?: string | undefined;
  /** The text of the experiment, as it is run. */
  readonly source: string;
  readonly resources: Resources;
}

/** Limits within which an experiment is run; absent: none. */
export interface Resources {
  /** Most memory that a run may use, the program itself included. */
  readonly memoryBytes?: number;
  /** Threads at once: what the experiment says, else one per core. */
  readonly workers?: number;
}

/** What an input is recognised again by; an engine compares bytes and time before it lets a result go. */
export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly digest: string;
  readonly digestKind: 'sha256' | 'sampled';
  /** Where it comes from, if from a hub: repository and commit. */
  readonly origin?: { readonly repo: string; readonly commit: string };
}

/** Where an experiment wants its result: an absolute path with its placeholders filled in. */
export interface OutputTarget {
  readonly path: string;
  /** An output that is there already may be replaced (moved aside, and removed after the new one is in place). */
  readonly overwrite: boolean;
}

export interface FileStat {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly isFolder: boolean;
}

/** A file that is open for reading at any position. */
export interface OpenFile {
  readonly path: string;
  readonly bytes: number;
  /** Fills `into` from `position`; throws `file-unreadable` when the file ends before. */
  read(into: Uint8Array, position: number): Promise<void>;
  /** The same without leaving the thread: for a loop that has the thread to itself. */
  readSync(into: Uint8Array, position: number): void;
  close(): Promise<void>;
}

/** A file that is being written at any position; its size is fixed at creation. */
export interface FileWriter {
  readonly path: string;
  readonly bytes: number;
  write(from: Uint8Array, position: number): Promise<void>;
  /** The same without leaving the thread. */
  writeSync(from: Uint8Array, position: number): void;
  /** Has what was written by now, by any writer of the file, on the disk. */
  flush(): Promise<void>;
  /** Flushes to the disk and closes; without flushing where another writer of the file will. */
  close(options?: { readonly flush?: boolean }): Promise<void>;
}

/** Files by absolute path. Nothing but `rename` ever gives a file its final name. */
export interface Files {
  /** Undefined where there is nothing. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted by code point; empty where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  open(path: string): Promise<OpenFile>;
  /** A whole small file as bytes; `file-unreadable` past `maxBytes`. */
  readSmall(path: string, maxBytes: number): Promise<Uint8Array>;
  /** Creates (or with `keep` reopens) a file of `bytes` for positional writes; parents are made. */
  create(path: string, bytes: number, options?: { readonly keep?: boolean }): Promise<FileWriter>;
  /** Writes a whole file beside its name and renames it; a private one is for its owner's eyes only (mode 0600). */
  writeAtomically(
    path: string,
    content: string | Uint8Array,
    options?: { readonly isPrivate?: boolean },
  ): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a folder with all in it; nothing happens where there is nothing. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Bytes that this user may still write on the file system of `path` or its nearest existing ancestor. */
  freeBytes(path: string): Promise<number>;
  /** True where this user may make and rename things in a folder that is there. */
  isWritable(folder: string): Promise<boolean>;
  /** The path with symbolic links resolved; undefined where there is nothing. */
  realPath(path: string): Promise<string | undefined>;
}

/** Models by the names that they have on a hub. */
export interface ModelHub {
  /**
   * The folder of a model (absolute), which can be read through the context's `files`; undefined for what isn't the name of
   * one. Throws `hub-…` errors.
   */
  find(reference: string): Promise<string | undefined>;
}

/** Dense arrays beside the event log, in the run's `dense/` folder. */
export interface DenseFiles {
  /**
   * Appends float32 numbers to a file (`[a-z0-9-]{1,40}.f32`) and returns where they lie, for an event to name.
   * `values` may be reused at once. What is appended is on the disk before the event that names it.
   */
  append(
    file: string,
    values: Float32Array,
  ): { readonly file: string; readonly offset: number; readonly length: number };
}

/** What a run keeps so that it can resume. */
export interface Snapshots {
  /** The newest whole snapshot of this run, when it is being resumed; undefined where it begins at the start. */
  latest(): Promise<unknown>;
  /**
   * Forgets the snapshot, and everything that was emitted up to it: for an engine that can't go on from what `latest`
   * gave and begins at the start.
   */
  discard(): Promise<void>;
  /**
   * Replaces the snapshot by one that contains everything emitted so far. `state` is plain data: objects, arrays,
   * strings, numbers (also NaN and the infinities), booleans, null and typed arrays.
   */
  save(state: unknown): Promise<void>;
}

/**
 * What a run computes with: tensors by TensorFlow's library (`native`), WebAssembly or plain JavaScript (`cpu`), or kernels of
 * the kind's own with (`simd`) and without (`plain`) SIMD WebAssembly. Chosen before the engine runs.
 */
export interface Compute {
  readonly backend: 'native' | 'wasm' | 'cpu' | 'simd' | 'plain';
  /** Of the library behind it; empty where it is this program itself. */
  readonly version: string;
  readonly reason: BackendReason;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A language model behind a named connection. */
export interface LanguageModel {
  complete(
    messages: readonly ChatMessage[],
    options: { readonly connection?: string; readonly maxTokens: number; readonly signal: AbortSignal },
  ): Promise<{
    readonly text: string;
    readonly cached: boolean;
    readonly promptTokens: number;
    readonly answerTokens: number;
  }>;
}

export interface Scores {
  readonly [metric: string]: number;
}

/** Something to be scored, which need not exist before somebody asks for it. */
export interface Candidate {
  /** Tells this candidate from every other: scores are remembered by it. */
  readonly digest: string;
  /** Makes the model folder (absolute); not called when the scores are known already. */
  readonly materialise: (signal: AbortSignal) => Promise<string>;
  /**
   * A model folder (absolute) that can be read through these files although it need not lie on the disk: a checkpoint that is
   * computed while it is read. Evaluators that read the model themselves prefer it to `materialise`.
   */
  readonly readable?: (signal: AbortSignal) => Promise<ReadableModel>;
}

/** A model folder, and the files through which it is read; only reading is asked of them. */
export interface ReadableModel {
  readonly files: Files;
  readonly folder: string;
}

export interface Evaluation {
  /** The score that counts: a finite number. */
  readonly score: number;
  readonly scores: Scores;
  /** Remembered from an earlier evaluation of the same candidate. */
  readonly isRemembered: boolean;
  /** What the evaluation took when it was made. */
  readonly seconds: number;
  /** One score for each example, in the order of the data; their mean is the score. Absent: the evaluator has none. */
  readonly examples?: readonly number[];
  /** Calls of a language model that were made now; absent: none. */
  readonly calls?: number;
}

/** What a candidate is scored on: the block `evaluate` of the experiment (fitness), `validation` or `test`. */
export type EvaluatedPart = 'fitness' | 'validation' | 'test';

/**
 * Scores a candidate by a block of the experiment; absent: by `evaluate`. Several may be asked for at once. Throws
 * `evaluator-…` errors, `port-not-available` for a part without a block, or the signal's reason.
 */
export type Evaluate = (candidate: Candidate, signal: AbortSignal, part?: EvaluatedPart) => Promise<Evaluation>;

/** Idempotent tasks of plain data: may run anywhere, in any order, more than once; results come in the order given. */
export interface Tasks {
  readonly workers: number;
  /** Starts the tasks in the order given, on `atMost` workers at a time. The first that fails stops the others. */
  run<Output>(name: string, inputs: readonly unknown[], options: TaskOptions<Output>): Promise<readonly Output[]>;
}

export interface TaskOptions<Output> {
  readonly signal: AbortSignal;
  readonly atMost?: number;
  /** Called as results come, in any order. */
  readonly onResult?: (index: number, output: Output) => void;
  /** What a task reports while it is at work. */
  readonly onProgress?: (index: number, done: number) => void;
}

/** What a task has of the world. */
export interface TaskContext {
  readonly files: Files;
  readonly signal: AbortSignal;
  readonly report: (done: number) => void;
}

/** The code behind a task's name. Lives as long as its worker, so that it may keep files open and memory at hand. */
export interface TaskHandler {
  run(input: unknown, context: TaskContext): Promise<unknown>;
  close(): Promise<void>;
}

/** Tasks by name, loaded when they are needed. */
export type TaskHandlers = ReadonlyMap<string, () => Promise<TaskHandler>>;
