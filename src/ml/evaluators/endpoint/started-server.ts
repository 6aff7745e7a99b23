import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { modelsmithError, type ModelsmithError } from '../../../base/errors.js';
import { PORT_PLACE } from '../../../base/server-address.js';
import { ChildTree } from '../child-tree.js';
import { OutputTail } from '../output-tail.js';
import { withoutKey } from './ask-server.js';
import { sendRequest } from './send-request.js';

export interface ServerSettings {
  /** Program and arguments; `{model}` and `{port}` are replaced in each. */
  readonly start: readonly string[];
  /** May hold `{port}`. */
  readonly url: string;
  readonly startTimeoutMs: number;
  readonly key: string | undefined;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Between two looks whether the server answers. */
const POLL_MS = 100;
/** For one such look: a server that is loading a model may take a request and not answer it. */
const LOOK_MS = 5000;
const TOLD_CHARACTERS = 2000;

/** A program that serves one candidate. Ended with all that it has started by `stop`. */
export class StartedServer {
  private end: Awaited<ChildTree['ended']> | undefined;

  private constructor(
    /** With the port, and without a slash at its end. */
    readonly url: string,
    private readonly child: ChildTree,
    private readonly output: OutputTail,
    private readonly settings: ServerSettings,
  ) {
    void child.ended.then((end) => {
      this.end = end;
    });
  }

  /** Starts the program and waits until it answers. Throws `evaluator-…` errors, or the signal's reason; it is then ended. */
  static async start(settings: ServerSettings, model: string, signal: AbortSignal): Promise<StartedServer> {
    const port = settings.url.includes(PORT_PLACE) ? await freePort() : 0;
    signal.throwIfAborted();
    const names = { '{model}': model, [PORT_PLACE]: String(port) };
    const command = settings.start.map((part) =>
      // At one go: a folder may have any name, also one with braces.
      part.replace(/\{model\}|\{port\}/g, (name) => names[name as keyof typeof names]),
    );
    const child = new ChildTree(command, settings);
    child.process.stdin?.end();
    const output = new OutputTail(child.process.stdout, child.process.stderr);
    const url = settings.url.replaceAll(PORT_PLACE, String(port)).replace(/\/+$/, '');
    const server = new StartedServer(url, child, output, settings);
    try {
      await server.answers(signal);
      return server;
    } catch (thrown) {
      await server.stop();
      throw thrown;
    }
  }

  /** Why it has ended, if it has. */
  failure(): ModelsmithError | undefined {
    if (this.end === undefined) {
      return undefined;
    }
    const [program = ''] = this.settings.start;
    const { code, signal, error } = this.end;
    return error === undefined
      ? modelsmithError('evaluator-failed', { program, code: String(code ?? signal), output: this.written() })
      : modelsmithError('evaluator-not-started', { program, reason: error.message }, {}, error);
  }

  async stop(): Promise<void> {
    this.child.kill();
    await this.child.ended;
  }

  private async answers(signal: AbortSignal): Promise<void> {
    const { startTimeoutMs, key, start } = this.settings;
    const [program = ''] = start;
    const deadline = performance.now() + startTimeoutMs;
    const url = new URL(`${this.url}/models`);
    for (;;) {
      signal.throwIfAborted();
      const failure = this.failure();
      if (failure !== undefined) {
        throw failure;
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) {
        const args = { program, seconds: startTimeoutMs / 1000, output: this.written() };
        throw modelsmithError('evaluator-server-late', args);
      }
      const timeoutMs = Math.ceil(Math.min(LOOK_MS, leftMs));
      const status = await sendRequest(url, { key, timeoutMs, signal }).then(
        (reply) => reply.status,
        () => undefined,
      );
      // One without a list of models answers, too.
      if (status !== undefined && status < 500) {
        return;
      }
      // Whoever stops it meanwhile is heard at the loop's head.
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private written(): string {
    return withoutKey(this.output.tail(TOLD_CHARACTERS), this.settings.key);
  }
}

/** A port that nobody listens on now; another program may take it before ours does, which then says so and ends. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
