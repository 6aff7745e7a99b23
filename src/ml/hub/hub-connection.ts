import type { HubOffence } from '../../base/offences.js';
import { modelsmithError, type ModelsmithError } from '../../base/errors.js';
import { systemCodeOf } from '../../base/system-code.js';
import { originOf } from '../../base/hub-address.js';
import { MAX_ANSWER_BYTES, MAX_REDIRECTS, MAX_RETRY_AFTER_SECONDS, MAX_TRIES, SILENCE_MS } from './limits.js';

export interface HubConnectionOptions {
  readonly endpoint: string;
  /** Asked for at every request to the hub itself, as it may change meanwhile; undefined where there is none. */
  readonly token: (signal: AbortSignal) => Promise<string | undefined>;
  /** Waits between two tries; tests don't. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A server that says nothing for so long is taken for gone. */
  readonly silenceMs?: number;
}

/** What `fetch` takes as a body. */
type RequestBody = NonNullable<NonNullable<Parameters<typeof fetch>[1]>['body']>;

export interface HubRequest {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: RequestBody;
}

/**
 * Talks to one hub. The token goes to the hub's own origin and nowhere else, wherever a redirect leads; from `https` no
 * redirect leads to `http`. What passes by itself (429, 5xx, a connection that breaks) is tried again, after the time that
 * the server asks for.
 */
export class HubConnection {
  readonly endpoint: string;
  readonly silenceMs: number;
  private readonly origin: string;

  /** Throws `hub-answer` where the endpoint is no address. */
  constructor(private readonly options: HubConnectionOptions) {
    this.endpoint = options.endpoint;
    this.silenceMs = options.silenceMs ?? SILENCE_MS;
    const origin = originOf(options.endpoint);
    if (origin === undefined) {
      throw this.fault('endpoint', options.endpoint);
    }
    this.origin = origin;
  }

  /** True where there is a token for the hub. */
  async hasToken(signal: AbortSignal): Promise<boolean> {
    return (await this.options.token(signal)) !== undefined;
  }

  /** An error about what the hub has answered. */
  fault(offence: HubOffence, detail: string): ModelsmithError {
    return modelsmithError('hub-answer', { endpoint: this.endpoint, offence, detail });
  }

  /**
   * One request with its redirects, tried again where that may help. The response may be any that isn't a redirect; its
   * body hasn't been read. Throws `hub-unreachable` where no answer comes.
   */
  async request(address: string, request: HubRequest): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const isLast = tries >= MAX_TRIES;
      try {
        const response = await this.follow(address, request);
        const isPassing = response.status === 429 || response.status === 408 || response.status >= 500;
        if (!isPassing || isLast) {
          return response;
        }
        const seconds = retryAfterSeconds(response.headers.get('retry-after'));
        if (seconds !== undefined && seconds > MAX_RETRY_AFTER_SECONDS) {
          return response;
        }
        await response.body?.cancel();
        await this.pause(tries, request.signal, seconds);
      } catch (thrown) {
        request.signal.throwIfAborted();
        if (!isBroken(thrown) || isLast) {
          throw isBroken(thrown) || isUnreachable(thrown)
            ? modelsmithError('hub-unreachable', { endpoint: this.endpoint, reason: networkReason(thrown) }, {}, thrown)
            : thrown;
        }
        await this.pause(tries, request.signal);
      }
    }
  }

  /** Waits before another try: as long as the server asked for, else twice as long as before. */
  async pause(tries: number, signal: AbortSignal, seconds?: number): Promise<void> {
    const ms = seconds === undefined ? 500 * 2 ** (tries - 1) : seconds * 1000;
    await (this.options.sleep ?? sleep)(ms, signal);
  }

  /**
   * `fetch` for the hub's own library: the same rules, answers up to a size that fits in memory, and nothing but this hub's
   * origin unless `anywhere` (where files go is up to the hub; the token doesn't go there).
   */
  fetchWith(signal: AbortSignal, options: { readonly anywhere?: boolean } = {}): typeof fetch {
    return async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      if (options.anywhere !== true && originOf(address) !== this.origin) {
        throw this.fault('other-origin', originOf(address) ?? '');
      }
      const headers = Object.fromEntries(new Headers(init?.headers));
      const body = init?.body ?? undefined;
      const response = await this.request(address, {
        signal,
        headers,
        ...(init?.method === undefined ? {} : { method: init.method }),
        ...(body === undefined ? {} : { body }),
      });
      const bytes = await this.readAnswer(response, MAX_ANSWER_BYTES);
      const { status, statusText } = response;
      const hasNoBody = status === 204 || status === 304;
      return new Response(hasNoBody ? null : bytes, { status, statusText, headers: withoutEncoding(response.headers) });
    };
  }

  /** The whole body of an answer. Throws `hub-answer` past `maxBytes`. */
  async readAnswer(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of this.readBody(response)) {
      bytes += part.length;
      if (bytes > maxBytes) {
        throw this.fault('too-long', String(maxBytes));
      }
      parts.push(part);
    }
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** The parts of a body as they come; a server that falls silent in between is left, as if the connection had broken. */
  async *readBody(response: Response): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    if (reader === undefined) {
      return;
    }
    try {
      for (;;) {
        const part = await within(reader.read(), this.silenceMs);
        if (part.done) {
          return;
        }
        yield part.value;
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  private async follow(address: string, { signal, headers = {}, method = 'GET', body }: HubRequest): Promise<Response> {
    let url = new URL(address);
    for (let redirects = 0; ; redirects++) {
      const token = url.origin === this.origin ? await this.options.token(signal) : undefined;
      const opening = new AbortController();
      const response = await within(
        fetch(url, {
          method,
          // Never what the caller says: a library that is given a token might send it anywhere.
          headers: withToken(headers, token, { keep: url.origin !== this.origin && redirects === 0 }),
          redirect: 'manual',
          signal: AbortSignal.any([signal, opening.signal]),
          ...(body === undefined ? {} : { body }),
        }),
        body === undefined ? this.silenceMs : Infinity,
        () => {
          opening.abort();
        },
      );
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) {
        return response;
      }
      await response.body?.cancel();
      url = this.next(url, location, { redirects, canResend: body === undefined || response.status >= 307 });
    }
  }

  private next(
    from: URL,
    location: string,
    { redirects, canResend }: { readonly redirects: number; readonly canResend: boolean },
  ): URL {
    if (redirects >= MAX_REDIRECTS || !canResend) {
      throw this.fault('redirects', String(MAX_REDIRECTS));
    }
    const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
    if (to === undefined || !isSafe) {
      throw this.fault('redirect-insecure', to?.origin ?? '');
    }
    return to;
  }
}

/** What storage asks for in a header of its own stays, on its own origin; the hub's token is ours to send. */
function withToken(
  headers: Readonly<Record<string, string>>,
  token: string | undefined,
  { keep }: { readonly keep: boolean },
): Record<string, string> {
  const others = Object.entries(headers).filter(([name]) => keep || name.toLowerCase() !== 'authorization');
  return Object.fromEntries(token === undefined ? others : [...others, ['authorization', `Bearer ${token}`]]);
}

/** The body has been unpacked by now. */
function withoutEncoding(headers: Headers): Headers {
  const plain = new Headers(headers);
  plain.delete('content-encoding');
  plain.delete('content-length');
  return plain;
}

/** Seconds of a Retry-After header, which is a number of them or a date; undefined where it is neither. */
function retryAfterSeconds(header: string | null): number | undefined {
  if (header === null) {
    return undefined;
  }
  if (/^\d{1,9}$/.test(header.trim())) {
    return Number(header);
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

class Silence extends Error {}

/** The promise, or `Silence` when it takes longer. */
async function within<T>(promise: Promise<T>, ms: number, onSilence: () => void = () => undefined): Promise<T> {
  if (!Number.isFinite(ms)) {
    return promise;
  }
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Silence('silence'));
      onSilence();
    }, ms);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
    // The loser of the race may still fail, and nobody listens any more.
    promise.catch(() => undefined);
  }
}

/** Codes of connections that broke: another may do better. */
const BROKEN = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'];

/** True of an error that another try may not have. */
export function isBroken(thrown: unknown): boolean {
  const code = networkCode(thrown);
  return thrown instanceof Silence || (code !== undefined && (BROKEN.includes(code) || code.startsWith('UND_ERR_')));
}

/** True of what `fetch` throws where there is no way to the server. */
function isUnreachable(thrown: unknown): boolean {
  return thrown instanceof TypeError && thrown.cause !== undefined;
}

/** What a failed connection is told by: the system's code. Never the message, which may hold an address with its query. */
export function networkReason(thrown: unknown): string {
  return thrown instanceof Silence ? 'ETIMEDOUT' : (networkCode(thrown) ?? 'network');
}

function networkCode(thrown: unknown): string | undefined {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return systemCodeOf(inner) ?? systemCodeOf(cause) ?? systemCodeOf(thrown);
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
