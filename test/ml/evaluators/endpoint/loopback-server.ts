import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after } from 'node:test';

export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers as a rule has it, and writes down what it was asked. Closed, with all its connections, after the test file. */
export async function loopbackServer(
  rule: (asked: Asked, response: ServerResponse, count: number) => void,
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const all: Asked[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const asked = { path: request.url ?? '', authorization: request.headers.authorization, body };
      all.push(asked);
      rule(asked, response, all.length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${String(port)}/v1`, asked: all };
}

/** Answers with a text, as the protocol wants it of texts and of conversations. */
export function say(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ choices: [{ text, message: { role: 'assistant', content: text } }] }));
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}
