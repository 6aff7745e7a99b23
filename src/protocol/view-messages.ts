/**
 * The protocol between the extension host and a view (a webview that draws a run from its events).
 *
 * **The page.** The host serves `dist/webview/<view>.js` and `dist/webview/<view>.css` and nothing else: an empty `<body>`,
 * `<html lang>` with the editor's language, the stylesheet as a `<link>`, the script with a nonce, and the policy
 * `default-src 'none'; script-src 'nonce-…'; style-src <cspSource>`. The page builds itself. Theme variables and the
 * theme's class on the body come from VS Code; no message carries colours.
 *
 * **Handshake.** A message that is posted before the page listens is lost, so the host posts nothing until `ready` and
 * then answers with `start`: the texts in the editor's language, which run to draw and how it stands. After that follow
 * the run's events. A page that is hidden and shown again starts anew with `ready`; what the user had chosen (level,
 * measure, sorting, position) the page keeps itself by `setState`, as a `KeptState`. A serializer gets that same state
 * after a reload of the window and finds the run by its `run` key.
 *
 * **Events.** For every run that is followed, the host sends `events` batches in log order, at most 10 a second. The first
 * has `restart: true`, and so has the first of a re-sent state at any later time: the view forgets what it had. A replay
 * may be one big batch or many. `caughtUp` says that the log's end, as it stood, has been reached, so that the page can
 * tell an empty run from one that is still being read. Batches end on event borders; beyond that the page assumes nothing.
 * `run` is sent again whenever `run.json` changed; `gone` when the run was deleted.
 *
 * **Following another run** (to compare): the page asks with the request `pick-run`, the host offers other runs of the
 * same kind in its own picker, and answers with the one chosen. The page then posts `follow`, and gets `run` and `events`
 * of it until `unfollow`. A restored page posts `follow` for the run it had; an unknown key is answered with `gone`.
 *
 * **Requests** go from page to host: an `id` that is unique within the page, then exactly one `response`. Dense arrays
 * stand beside the log (`DenseArray`); the page asks for those it is about to draw, several at once. `save` opens the
 * host's save dialog and writes what the page made. `action` is a wish without an answer: what comes of it is seen in the
 * run's events and its header.
 *
 * All that the page posts is checked by `fromViewSchema` before the host acts on it.
 */
import * as z from 'zod';
import type { Problem } from '../base/errors.js';
import { denseArraySchema } from './events.js';
import type { DenseArray, ResultFigures, RunEvent } from './events.js';
import type { RunStatus } from './run-record.js';

/** What a user may do about a run from its view; the host says which of these can be done now. */
export const runActions = ['stop', 'resume', 'show-log', 'reveal-output', 'open-experiment'] as const;
export type RunAction = (typeof runActions)[number];

/** A run as the head of its view shows it: from `run.json`, `notes.json` and the experiment as it was run. */
export interface RunHeader {
  /** Names the run between host and view (its folder); opaque to the view. */
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  /** The user's title where there is one, else the experiment's name. */
  readonly name: string;
  readonly status: RunStatus;
  /** The experiment's keys that say what was done, flattened to dotted paths (`parameters.ratio`), without models and output. */
  readonly parameters: readonly { readonly path: string; readonly value: string | number | boolean | null }[];
  readonly backend: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Seconds of wall time over all attempts; absent until the first has ended. */
  readonly seconds?: number;
  readonly output?: string;
  readonly figures?: ResultFigures;
  readonly problems?: readonly Problem[];
  readonly actions: readonly RunAction[];
}

/** What a page keeps by `setState`; `run` is for the serializer, the rest is the page's own. */
export interface KeptState {
  readonly run: string;
  readonly page: unknown;
}

/** What a page may ask of the host, by method. */
export interface ViewMethods {
  /** The arrays in the order asked for; one that can't be read is undefined. */
  dense: {
    params: { readonly run: string; readonly arrays: readonly DenseArray[] };
    result: { readonly arrays: readonly (Float32Array | undefined)[] };
  };
  /** Text as UTF-8, or bytes as they are. `saved` is the name that the user gave; undefined when they closed the dialog. */
  save: {
    params: { readonly name: string; readonly format: ExportFormat; readonly content: string | Uint8Array };
    result: { readonly saved: string | undefined };
  };
  /** Another run of the same kind as `run`, chosen by the user; undefined when none was. */
  'pick-run': {
    params: { readonly run: string };
    result: { readonly run: RunHeader | undefined };
  };
}
export type ViewMethod = keyof ViewMethods;
export type ExportFormat = 'csv' | 'svg' | 'png' | 'json';

export type ToView =
  | {
      readonly type: 'start';
      /** The bundle of `vscode.l10n.bundle`; absent where the editor speaks English. */
      readonly texts?: Readonly<Record<string, string>>;
      /** A language tag such as `de`, for numbers and dates. */
      readonly language: string;
      readonly run: RunHeader;
    }
  | { readonly type: 'run'; readonly run: RunHeader }
  | {
      readonly type: 'events';
      readonly run: string;
      readonly restart: boolean;
      readonly caughtUp: boolean;
      readonly events: readonly RunEvent[];
    }
  | { readonly type: 'gone'; readonly run: string }
  | { readonly type: 'response'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'response'; readonly id: number; readonly ok: false; readonly message: string };

/** The most that a page may ask to be saved: a PNG of the largest canvas or a table of 100,000 tensors is far below. */
const LARGEST_EXPORT_BYTES = 256 * 1024 * 1024;
/** The most arrays in one request: what a screen can show at once, with room. */
const MOST_ARRAYS = 512;

const requestSchema = z.discriminatedUnion('method', [
  z.object({
    type: z.literal('request'),
    id: z.int().min(0),
    method: z.literal('dense'),
    params: z.object({ run: z.string(), arrays: z.array(denseArraySchema).max(MOST_ARRAYS) }),
  }),
  z.object({
    type: z.literal('request'),
    id: z.int().min(0),
    method: z.literal('save'),
    params: z.object({
      name: z.string().max(200),
      format: z.enum(['csv', 'svg', 'png', 'json']),
      content: z.union([
        z.string().max(LARGEST_EXPORT_BYTES),
        z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength <= LARGEST_EXPORT_BYTES),
      ]),
    }),
  }),
  z.object({
    type: z.literal('request'),
    id: z.int().min(0),
    method: z.literal('pick-run'),
    params: z.object({ run: z.string() }),
  }),
]);

/** Checks what a page posts. */
export const fromViewSchema = z.union([
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('follow'), run: z.string() }),
  z.object({ type: z.literal('unfollow'), run: z.string() }),
  z.object({ type: z.literal('action'), run: z.string(), action: z.enum(runActions) }),
  /** A wish as well: the model of an individual of an evolution is to be written into a folder. */
  z.object({ type: z.literal('materialise'), run: z.string(), individual: z.int().min(0) }),
  /** An error nobody expected in the page, for the host's log. */
  z.object({ type: z.literal('trouble'), message: z.string(), stack: z.string() }),
  requestSchema,
]);
export type FromView = z.infer<typeof fromViewSchema>;
