import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { problemsOf } from '../../../../src/base/errors.js';
import { formatProblem } from '../../../../src/base/texts/format-problem.js';
import { retryAfterMs } from '../../../../src/ml/evaluators/endpoint/ask-server.js';
import { createEndpointScorer } from '../../../../src/ml/evaluators/endpoint/endpoint-scorer.js';
import { MAX_ANSWER_BYTES } from '../../../../src/ml/evaluators/endpoint/send-request.js';
import type { Scored } from '../../../../src/ml/evaluators/scorer.js';
import { evaluateSchema } from '../../../../src/protocol/evaluate.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { temporaryFolder } from '../../../fakes/temporary-folder.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { loopbackServer, say } from './loopback-server.js';

const KEY = 'sk-very-secret';
const QUESTIONS = [
  { prompt: '1 + 1 =', answer: '2' },
  { prompt: '2 + 2 =', answer: '4' },
  { messages: [{ role: 'user', content: '3 + 3?' }], answer: 6 },
];

interface Options {
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly questions?: readonly unknown[];
  readonly secret?: string;
  readonly signal?: AbortSignal;
  readonly folder?: string;
  readonly model?: string;
}

/** Scores a candidate; waits between attempts are written down and take no time. */
async function score(url: string, options: Options = {}): Promise<Scored & { readonly waits: readonly number[] }> {
  const { keys = {}, questions = QUESTIONS, secret, folder = '/', model = '/the model' } = options;
  const settings = evaluateSchema.parse({ type: 'endpoint', url, questions: '/q.jsonl', requests: 1, ...keys });
  assert.ok(settings.type === 'endpoint');
  const files = new MemoryFiles();
  files.put('/q.jsonl', questions.map((one) => JSON.stringify(one)).join('\n'));
  const waits: number[] = [];
  const scorer = createEndpointScorer(settings, {
    files,
    folder,
    key: 'evaluate',
    secret,
    environment: { PATH: process.env['PATH'] ?? '' },
    wait: async (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  const signal = options.signal ?? new AbortController().signal;
  const scored = await scorer.score({ materialise: async () => Promise.resolve(model) }, signal);
  await scorer.close();
  return { ...scored, waits };
}

test('every question is asked once, with the model, the key and no randomness; right answers make the score', async () => {
  const { url, asked } = await loopbackServer(({ body }, response) => {
    say(response, String(body['prompt']).startsWith('1') ? ' 2\nand so on' : ' 5 ');
  });
  const scored = await score(url, { keys: { key_variable: 'X', max_tokens: 9 }, secret: ` ${KEY}\n` });
  assert.deepEqual(scored.examples, [1, 0, 0]);
  assert.deepEqual([scored.scores, scored.calls], [{ accuracy: 1 / 3 }, 3]);
  assert.deepEqual(
    asked.map(({ path: at, authorization, body }) => [at, authorization, body]),
    [
      ...['1 + 1 =', '2 + 2 ='].map((prompt) => [
        '/v1/completions',
        `Bearer ${KEY}`,
        { model: '/the model', prompt, max_tokens: 9, temperature: 0 },
      ]),
      [
        '/v1/chat/completions',
        `Bearer ${KEY}`,
        { model: '/the model', messages: QUESTIONS[2]?.messages, max_tokens: 9, temperature: 0 },
      ],
    ],
  );
});

test('several questions are asked at once, and scores stand in the order of the file', async () => {
  const held: (() => void)[] = [];
  const { url } = await loopbackServer(({ body }, response) => {
    held.push(() => {
      say(response, String(body['prompt']));
    });
    if (held.length === 4) {
      for (const answer of held.splice(0).toReversed()) {
        answer();
      }
    }
  });
  const questions = Array.from({ length: 8 }, (_, i) => ({
    prompt: `q${String(i)}`,
    answer: i % 3 === 0 ? `q${String(i)}` : 'no',
  }));
  const { examples } = await score(url, { questions, keys: { requests: 4 } });
  assert.deepEqual(examples, [1, 0, 0, 1, 0, 0, 1, 0]);
});

test('a server that is busy or failed is asked again, as late as it wants to be', async () => {
  const { url } = await loopbackServer((_, response, count) => {
    if (count === 1) {
      response.writeHead(429, { 'retry-after': '7' }).end();
    } else if (count === 2) {
      response.writeHead(503).end('busy');
    } else if (count === 3) {
      response.writeHead(500, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }).end();
    } else {
      say(response, '2');
    }
  });
  const { calls, waits } = await score(url, { questions: [QUESTIONS[0]] });
  assert.deepEqual([calls, waits], [4, [7000, 1000, 0]]);
});

test('how long a server wants to be left alone is bounded', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(retryAfterMs('3', now), 3000);
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:10 GMT', now), 10_000);
  assert.equal(retryAfterMs('999999999', now), 120_000);
  assert.equal(retryAfterMs('-5', now) ?? 0, 0);
  assert.equal(retryAfterMs('soon', now), undefined);
  assert.equal(retryAfterMs(undefined, now), undefined);
});

test('what stays refused is told with what the server said, but never with the key', async () => {
  const { url, asked } = await loopbackServer((_, response) => {
    response.writeHead(401).end(JSON.stringify({ error: { message: `no\u0007 such key: ${KEY}` } }));
  });
  const options = { keys: { key_variable: 'X' }, secret: KEY };
  const told = await throwsProblem('evaluator-status', score(url, options));
  assert.deepEqual([told.arguments.status, told.arguments.detail], [401, 'no such key: ***']);
  assert.equal(asked.length, 1, 'a refusal is final');
  assert.ok(!JSON.stringify([told, formatProblem(told)]).includes(KEY));
  const busy = await loopbackServer((_, response) => {
    response.writeHead(500).end(`<p>${KEY}</p>`);
  });
  const last = await throwsProblem(
    'evaluator-status',
    score(busy.url, { ...options, keys: { ...options.keys, retries: 2 } }),
  );
  assert.deepEqual([last.arguments.detail, busy.asked.length], ['<p>***</p>', 3]);
});

test('no redirection is followed: the key goes to one server', async () => {
  const other = await loopbackServer((_, response) => {
    say(response, '2');
  });
  for (const status of [301, 302, 307, 308]) {
    const { url } = await loopbackServer((_, response) => {
      response.writeHead(status, { location: `${other.url}/completions` }).end();
    });
    await throwsProblem('evaluator-redirect', score(url, { keys: { key_variable: 'X' }, secret: KEY }));
  }
  assert.equal(other.asked.length, 0);
});

test('answers that are no answers are told apart', async () => {
  const outcome = async (answer: string): Promise<{ offence: string; detail: string }> => {
    const { url } = await loopbackServer((_, response) => {
      response.end(answer);
    });
    return (await throwsProblem('evaluator-response', score(url))).arguments;
  };
  assert.deepEqual((await outcome('<html>\u001b[31m hello')).offence, 'not-json');
  assert.equal((await outcome('<html>\u001b[31m  hello')).detail, '<html> [31m hello');
  for (const answer of [
    'null',
    '[]',
    '{}',
    '{"choices": {}}',
    '{"choices": []}',
    '{"choices": [null]}',
    '{"choices": [{}]}',
  ]) {
    assert.equal((await outcome(answer)).offence, 'no-text', answer);
  }
  assert.equal((await outcome('{"choices": [{"message": {"content": null}}]}')).offence, 'no-text');
  assert.equal((await outcome('{"choices": [{"text": "2"')).offence, 'not-json');
});

test('an answer of any size is not read to its end', async () => {
  const { url } = await loopbackServer((_, response) => {
    const chunk = Buffer.alloc(1 << 20, 'a');
    const write = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    response.on('error', () => undefined);
    write();
  });
  const told = await throwsProblem('evaluator-response', score(url));
  assert.deepEqual([told.arguments.offence, told.arguments.detail], ['too-large', String(MAX_ANSWER_BYTES)]);
});

test('a server that breaks off is asked again; one that never stops breaking off is told', async () => {
  const { url, asked } = await loopbackServer((_, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('{"choices"');
    response.socket?.end();
  });
  const told = await throwsProblem('evaluator-response', score(url, { keys: { retries: 1 } }));
  assert.deepEqual([told.arguments.offence, asked.length], ['cut-off', 2]);
});

test('a server that hangs, before or within its answer, is given up', async () => {
  for (const begins of [false, true]) {
    const { url } = await loopbackServer((_, response) => {
      if (begins) {
        response.write('{"choices": [');
      }
    });
    const told = await throwsProblem('evaluator-silent', score(url, { keys: { timeout: 1 } }));
    assert.equal(told.arguments.seconds, 1);
  }
});

test('a stop ends questions that wait for an answer', async () => {
  const controller = new AbortController();
  const { url } = await loopbackServer(() => {
    controller.abort(new DOMException('stopped', 'AbortError'));
  });
  await assert.rejects(score(url, { signal: controller.signal, keys: { requests: 3 } }), { name: 'AbortError' });
});

test('a server that is not there is told', async () => {
  const { url } = await loopbackServer(() => undefined);
  const nobody = url.replace(/:\d+/, ':1');
  const told = await throwsProblem('evaluator-unreachable', score(nobody, { keys: { retries: 2 } }));
  assert.deepEqual(told.arguments, { server: 'http://127.0.0.1:1', reason: 'ECONNREFUSED' });
});

test('a key that is not set, and an address that a key must not go to, are told before anything is made', async () => {
  const none = await throwsProblem(
    'evaluator-key-missing',
    score('http://127.0.0.1:1', { keys: { key_variable: 'X' } }),
  );
  assert.equal(none.where.key, 'evaluate.key_variable');
  for (const [url, offence] of [
    ['http://example.com/v1', 'insecure'],
    ['http://127.0.0.1.example.com/v1', 'insecure'],
    ['http://localhost@example.com/v1', 'credentials'],
    ['https://me:secret@127.0.0.1/v1', 'credentials'],
    ['ftp://127.0.0.1/v1', 'invalid'],
    ['https://127.0.0.1/v1?key=1', 'invalid'],
    ['127.0.0.1', 'invalid'],
    ['http://127.0.0.1:{port}/v1', 'port'],
  ] as const) {
    const told = await throwsProblem('evaluator-address', score(url));
    assert.equal(told.arguments.offence, offence, url);
  }
});

const SERVER = `
const fs = require('node:fs');
const [model, port, file] = process.argv.slice(2);
fs.appendFileSync(file, process.pid + '\\n');
console.log('listening with ' + process.env.SECRET_OF_OURS);
// A worker of its own, which must end with it.
const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
fs.appendFileSync(file, child.pid + '\\n');
require('node:http').createServer((request, response) => {
  request.resume().on('end', () => {
    const answer = request.url.endsWith('/models') ? { data: [] } : { choices: [{ text: model }] };
    response.end(JSON.stringify(answer));
  });
}).listen(Number(port), '127.0.0.1');
`;

test('a server is started for each candidate, with a port of its own, and ended with all that it started', async () => {
  const folder = await temporaryFolder();
  writeFileSync(path.join(folder, 'server.cjs'), SERVER);
  const started = path.join(folder, 'started');
  const start = [process.execPath, 'server.cjs', '{model}', '{port}', started];
  const options = { keys: { start }, folder, questions: [{ prompt: '?', answer: '/{port} of $& the model' }] };
  const scores = await Promise.all(
    ['/{port} of $& the model', '/another'].map(async (model) =>
      score('http://127.0.0.1:{port}/v1', { ...options, model }),
    ),
  );
  assert.deepEqual(
    scores.map(({ examples }) => examples),
    [[1], [0]],
  );
  const pids = readFileSync(started, 'utf8').trim().split('\n').map(Number);
  assert.equal(pids.length, 4);
  for (const pid of pids) {
    await untilGone(pid);
  }
});

test('a server that ends, one that never answers, and one that is not there are three different things', async () => {
  const folder = await temporaryFolder();
  const url = 'http://127.0.0.1:{port}/v1';
  const begin = async (program: readonly string[], keys: object = {}): Promise<unknown> =>
    score(url, { keys: { start: program, ...keys }, folder });
  const ended = await throwsProblem(
    'evaluator-failed',
    begin([process.execPath, '-e', 'console.error("no memory"); process.exit(3)']),
  );
  assert.deepEqual([ended.arguments.code, ended.arguments.output], ['3', 'no memory']);
  const late = await throwsProblem(
    'evaluator-server-late',
    begin([process.execPath, '-e', 'console.log("loading"); setInterval(() => {}, 1000)'], { start_timeout: 2 }),
  );
  assert.equal(late.arguments.seconds, 2);
  // A busy machine may not have come to the first line.
  assert.match(late.arguments.output, /^(loading)?$/);
  await throwsProblem('evaluator-not-started', begin(['no-such-program-of-modelsmith']));
});

test('a server that ends between two questions is told as that, not as unreachable', async () => {
  const folder = await temporaryFolder();
  writeFileSync(
    path.join(folder, 'server.cjs'),
    `require('node:http').createServer((request, response) => {
       if (request.url.endsWith('/models')) response.end('{}');
       else process.exit(9);
     }).listen(Number(process.argv[2]), '127.0.0.1');`,
  );
  const start = [process.execPath, 'server.cjs', '{port}'];
  const thrown: unknown = await score('http://127.0.0.1:{port}/v1', { keys: { start, retries: 20 }, folder }).catch(
    (one: unknown) => one,
  );
  assert.deepEqual(
    problemsOf(thrown).map(({ code }) => code),
    ['evaluator-failed'],
  );
  assert.ok(existsSync(folder));
});

/** A process that was killed is gone when the system has noticed. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    if (
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.startsWith('Z') === true
    ) {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
