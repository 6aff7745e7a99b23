import { modelsmithError, ModelsmithError } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { Question } from './read-questions.js';
import { sendRequest, type Reply } from './send-request.js';

/** A server, and how it is asked. */
export interface AskedServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** The model's name in requests. */
  readonly model: string;
  readonly key: string | undefined;
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Waits between two attempts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called with every request. */
  readonly onCall: () => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A server may ask for more patience than we would have, but not for any. */
const LONGEST_WANTED_MS = 120_000;
const SHOWN_CHARACTERS = 200;

/**
 * The text that a server answers a question with, at temperature 0. A server that is busy or failed (429, 5xx), can't be
 * reached or breaks off is asked again. Throws `evaluator-…` errors without the key, or the signal's reason.
 */
export async function askServer(server: AskedServer, question: Question, signal: AbortSignal): Promise<string> {
  const { asked } = question;
  const url = new URL(`${server.url}/${'prompt' in asked ? 'completions' : 'chat/completions'}`);
  const body = { model: server.model, ...asked, max_tokens: server.maxTokens, temperature: 0 };
  const { key, timeoutMs, retries, wait } = server;
  for (let attempt = 0; ; attempt++) {
    let wantedMs: number | undefined;
    try {
      server.onCall();
      const reply = await sendRequest(url, { body, key, timeoutMs, signal });
      if (reply.status >= 200 && reply.status < 300) {
        return textOf(reply, url.origin, key);
      }
      if (!isPassing(reply.status) || attempt >= retries) {
        throw refusal(reply, url.origin, key);
      }
      wantedMs = retryAfterMs(reply.headers['retry-after']);
    } catch (thrown) {
      if (!isWorthRetrying(thrown) || attempt >= retries) {
        throw thrown;
      }
    }
    await wait(wantedMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt), signal);
  }
}

const isPassing = (status: number): boolean => status === 429 || (status >= 500 && status <= 599);

function isWorthRetrying(thrown: unknown): boolean {
  return (
    thrown instanceof ModelsmithError &&
    thrown.problems.every(
      (one) =>
        one.code === 'evaluator-unreachable' ||
        (one.code === 'evaluator-response' && one.arguments.offence === 'cut-off'),
    )
  );
}

/** How long a server wants to be left alone: seconds or a date; undefined where it doesn't say. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_WANTED_MS, Math.max(0, ms));
}

function textOf({ text }: Reply, server: string, key: string | undefined): string {
  const fail = (offence: 'not-json' | 'no-text'): never => {
    throw modelsmithError('evaluator-response', { server, offence, detail: shown(text, key) });
  };
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return fail('not-json');
  }
  const choices = isRecord(answer) ? answer['choices'] : undefined;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const said = isRecord(first) ? (isRecord(first['message']) ? first['message']['content'] : first['text']) : undefined;
  return typeof said === 'string' ? said : fail('no-text');
}

function refusal({ status, text }: Reply, server: string, key: string | undefined): ModelsmithError {
  return status >= 300 && status < 400
    ? modelsmithError('evaluator-redirect', { server })
    : modelsmithError('evaluator-status', { server, status, detail: shown(messageOf(text), key) });
}

/** What a server says of an error: its message where the answer has one as the protocol wants it. */
function messageOf(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    const error = isRecord(answer) ? answer['error'] : undefined;
    return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : text;
  } catch {
    return text;
  }
}

/** The beginning of what a server said, readable, and without the key that it may have repeated. */
function shown(text: string, key: string | undefined): string {
  return withoutKey(text, key)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, SHOWN_CHARACTERS);
}

/** A text in which the key doesn't stand. */
export function withoutKey(text: string, key: string | undefined): string {
  return key === undefined || key === '' ? text : text.replaceAll(key, '***');
}
