import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { modelsmithError } from '../../../base/errors.js';
import { systemCodeOf } from '../../../base/system-code.js';

/** The longest answer that `max_tokens` allows has 8 MB; whatever is larger is none. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface SendOptions {
  /** Sent as JSON by POST; absent: GET. */
  readonly body?: unknown;
  readonly key?: string | undefined;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks a server once, and follows it nowhere: a redirection is a reply like any other. Throws `evaluator-unreachable`,
 * `evaluator-silent`, `evaluator-response`, or the signal's reason.
 */
export async function sendRequest(url: URL, { body, key, timeoutMs, signal }: SendOptions): Promise<Reply> {
  signal.throwIfAborted();
  const server = url.origin;
  const limit = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  let isAnswering = false;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const headers = {
        accept: 'application/json',
        ...(content === undefined ? {} : { 'content-type': 'application/json', 'content-length': content.length }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      };
      const sent = send(url, { method: content === undefined ? 'GET' : 'POST', headers, signal: either }, resolve);
      sent.once('error', reject);
      sent.end(content);
    });
    isAnswering = true;
    const { statusCode: status = 0, headers } = response;
    return { status, headers, text: await readBounded(response, server) };
  } catch (thrown) {
    signal.throwIfAborted();
    if (limit.aborted) {
      throw modelsmithError('evaluator-silent', { server, seconds: timeoutMs / 1000 });
    }
    const code = systemCodeOf(thrown);
    if (code === undefined) {
      throw thrown;
    }
    throw isAnswering
      ? modelsmithError('evaluator-response', { server, offence: 'cut-off', detail: '' })
      : modelsmithError('evaluator-unreachable', { server, reason: code });
  }
}

async function readBounded(response: IncomingMessage, server: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      response.destroy();
      const detail = String(MAX_ANSWER_BYTES);
      throw modelsmithError('evaluator-response', { server, offence: 'too-large', detail });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
