/**
 * The protocol between a parent (extension host or terminal) and a worker (thread or child process).
 *
 * The parent starts a worker by the path of its bundle, waits for `ready` and gives it one job in `start`: to execute a
 * run that lies in its folder, to supervise one in the background, or to serve requests (plan, inspect, histogram) until
 * it is ended. The worker owns a run: it takes the lock, writes `run.json` and `events.jsonl`, looks for stop requests and
 * lets go at the end. The parent therefore needs no copy of the events: it follows the file like any other reader. It is
 * told `owned` when the run is the worker's (or `refused`, and nothing was changed), `changed`, so that it looks at once,
 * `stopping` when a stop was heard, and `ended` as the last word. A worker that ends without it has died, and its parent
 * writes down how. A worker whose parent's channel closes ends at once, unless it supervises: the run is interrupted then.
 *
 * A supervisor is a worker process that outlives its parent and is itself the parent of the run's worker.
 *
 * Requests go in both directions under one rule: an `id` that is unique per direction, any number of `progress` messages,
 * then exactly one `response`; `cancel` asks the other side to give up, and is answered by a response like any other.
 * All is plain data: structured clone between threads, JSON (advanced serialization) between processes.
 */
import type { Problem } from '../base/errors.js';
import type { RunStatus } from './run-record.js';
import type { Plan } from './plan.js';
import type { PushReport } from './push.js';
import type { ModelListing, TensorHistogram } from './inspection.js';

export interface RequestMessage<Method extends string = string, Params = unknown> {
  readonly type: 'request';
  readonly id: number;
  readonly method: Method;
  readonly params: Params;
}
export interface CancelMessage {
  readonly type: 'cancel';
  readonly id: number;
}
export interface ProgressMessage {
  readonly type: 'progress';
  readonly id: number;
  readonly done: number;
  readonly total: number;
}
export type ResponseMessage =
  | { readonly type: 'response'; readonly id: number; readonly ok: true; readonly result: unknown }
  | {
      readonly type: 'response';
      readonly id: number;
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly cancelled: boolean;
    };

/** What a parent may ask of a worker. */
export interface WorkerMethods {
  /**
   * Checks an experiment against its inputs' headers. `text` is the document, `file` its absolute path; `output` comes before
   * the output that it names. Of a document with errors all that is wrong is thrown, what headers tell included.
   */
  plan: {
    params: { readonly text: string; readonly file: string; readonly output?: string | undefined };
    result: { readonly plans: readonly Plan[] };
  };
  /** `model`: the path of a folder or file; where nothing is there, `reference` may name a model of the hub. */
  inspect: { params: { readonly model: string; readonly reference?: string }; result: ModelListing };
  histogram: {
    params: {
      readonly model: string;
      readonly reference?: string;
      readonly tensor: string;
      readonly bins: number;
    };
    result: TensorHistogram;
  };
  /** Makes the sample workspace in a folder: the files of `media` (absolute), and the models that they name. */
  sample: {
    params: { readonly media: string; readonly folder: string; readonly overwrite?: boolean };
    result: Record<string, never>;
  };
  /** Puts a folder's files into a repository of the hub, or with `dryRun` tells what would be put there. */
  push: {
    params: {
      readonly folder: string;
      readonly repo: string;
      readonly visibility: 'public' | 'private';
      readonly dryRun: boolean;
    };
    result: PushReport;
  };
  /** Has llama.cpp's converter make a GGUF file of a model; progress is in parts of 100. */
  exportGguf: {
    params: {
      readonly model: string;
      readonly output: string;
      readonly overwrite: boolean;
      readonly converter: string | undefined;
      readonly outtype: string;
    };
    result: { readonly file: string; readonly bytes: number };
  };
  /**
   * Writes the model of an individual of an evolution into a folder, recomputed from the run's inputs, which must be what they
   * were; progress is in parameters.
   */
  materialise: {
    params: {
      readonly runFolder: string;
      readonly individual: number;
      readonly output: string;
      readonly overwrite: boolean;
    };
    result: { readonly output: string; readonly bytes: number };
  };
  /** What a worker here is and computes with, as its runs' records would say it. */
  environment: {
    params: Record<string, never>;
    result: {
      readonly versions: Readonly<Record<string, string>>;
      readonly backend: {
        readonly name: string;
        readonly version: string;
        readonly reason: string;
        readonly detail: string;
      };
    };
  };
  /** Installs TensorFlow's library where workers look for it first; progress is in bytes of a download, where it can be told. */
  installTensorflow: {
    params: Record<string, never>;
    result: { readonly version: string; readonly folder: string };
  };
}

/** What a worker may ask of its parent. */
export interface ParentMethods {
  /** A secret by name; undefined where there is none. */
  secret: { params: { readonly name: string }; result: { readonly value: string | undefined } };
  /** An answer of an editor's language model. */
  languageModel: {
    params: {
      readonly model: string;
      readonly messages: readonly { readonly role: string; readonly content: string }[];
    };
    result: { readonly text: string };
  };
}

/** A run to execute: a queued one from its start, or with `resume` an ended one from its snapshot. */
export interface RunJob {
  readonly type: 'run';
  readonly runFolder: string;
  readonly resume: boolean;
  /** The name under which the worker takes the run's lock; the parent knows by it what a dead worker held. */
  readonly token: string;
}

export type Job =
  | RunJob
  | {
      readonly type: 'supervise';
      readonly runFolder: string;
      readonly resume: boolean;
      readonly carrier: 'thread' | 'child';
    }
  | { readonly type: 'serve' };

export type ToWorker =
  | { readonly type: 'start'; readonly job: Job }
  /** Stop the run: snapshot, then end as cancelled. */
  | { readonly type: 'stop' }
  | RequestMessage
  | CancelMessage
  | ProgressMessage
  | ResponseMessage;

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'owned' }
  /** Without problems where it was asked to stop before it began. */
  | { readonly type: 'refused'; readonly problems: readonly Problem[] }
  | { readonly type: 'stopping' }
  | { readonly type: 'changed'; readonly seq: number }
  | { readonly type: 'ended'; readonly status: RunStatus; readonly problems: readonly Problem[] }
  | RequestMessage
  | CancelMessage
  | ProgressMessage
  | ResponseMessage;
