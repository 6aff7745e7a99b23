import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { addressOffence, PORT_PLACE } from '../../../base/server-address.js';
import type { EndpointEvaluateSettings } from '../../../protocol/evaluate.js';
import { takeTurns } from '../take-turns.js';
import type { Scorer } from '../scorer.js';
import { askServer, type AskedServer } from './ask-server.js';
import { isRight } from './is-right.js';
import { readQuestions, type Question } from './read-questions.js';
import { StartedServer } from './started-server.js';

export interface EndpointScorerOptions {
  readonly files: Pick<Files, 'readSmall'>;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
  /** The key of the block, for errors. */
  readonly key: string;
  /** What the variable that `key_variable` names holds. */
  readonly secret: string | undefined;
  /** The variables that a started program sees, complete. */
  readonly environment: Readonly<Record<string, string>>;
  /** Waits between two attempts at a question; absent: by the clock. */
  readonly wait?: AskedServer['wait'];
}

/**
 * Scores candidates by the questions that a server with the candidate answers rightly. With `start` a server is started for
 * every candidate and ended after it.
 */
export function createEndpointScorer(settings: EndpointEvaluateSettings, options: EndpointScorerOptions): Scorer {
  const { files, folder, key, environment, wait = sleepFor } = options;
  const { start, url } = settings;
  const secret = options.secret?.trim();
  let questions: Promise<readonly Question[]> | undefined;
  const read = async (): Promise<readonly Question[]> => {
    questions ??= readQuestions(files, path.resolve(folder, settings.questions), `${key}.questions`);
    return questions.catch((thrown: unknown) => {
      questions = undefined;
      throw thrown;
    });
  };
  // Two servers can't listen on one port.
  const inTurn = start !== undefined && !url.includes(PORT_PLACE) ? takeTurns() : undefined;
  return {
    async score({ materialise }, signal) {
      const offence = addressOffence(url, start !== undefined);
      if (offence !== undefined) {
        throw modelsmithError('evaluator-address', { offence }, { key: `${key}.url` });
      }
      if (settings.key_variable !== undefined && (secret === undefined || secret === '')) {
        throw modelsmithError('evaluator-key-missing', {}, { key: `${key}.key_variable` });
      }
      const all = await read();
      const folderOfModel = await materialise(signal);
      let calls = 0;
      const score = async (): Promise<{ readonly rights: readonly number[]; readonly seconds: number }> => {
        const started = performance.now();
        const startTimeoutMs = settings.start_timeout * 1000;
        const server =
          start === undefined
            ? undefined
            : await StartedServer.start(
                { start, url, startTimeoutMs, key: secret, folder, environment },
                folderOfModel,
                signal,
              );
        try {
          const asked: AskedServer = {
            url: server?.url ?? url.replace(/\/+$/, ''),
            model: settings.model.replaceAll('{model}', () => folderOfModel),
            key: secret,
            maxTokens: settings.max_tokens,
            timeoutMs: settings.timeout * 1000,
            retries: settings.retries,
            wait: async (ms, either) => {
              // One that is gone won't come back.
              const failure = server?.failure();
              if (failure !== undefined) {
                throw failure;
              }
              await wait(ms, either);
            },
            onCall: () => {
              calls += 1;
            },
          };
          const rights = await askAll(asked, all, { atOnce: settings.requests, signal });
          return { rights, seconds: (performance.now() - started) / 1000 };
        } finally {
          await server?.stop();
        }
      };
      const { rights, seconds } = await (inTurn === undefined ? score() : inTurn(score));
      const accuracy = rights.reduce((sum, one) => sum + one, 0) / rights.length;
      return { scores: { accuracy }, examples: rights, seconds, calls };
    },
    close: async () => Promise.resolve(),
  };
}

/** 1 for every question that is answered rightly, in their order. The first that fails stops the others. */
async function askAll(
  server: AskedServer,
  questions: readonly Question[],
  { atOnce, signal }: { readonly atOnce: number; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  const rights = new Array<number>(questions.length).fill(0);
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const waiting = questions.entries();
  const work = async (): Promise<void> => {
    for (const [i, question] of waiting) {
      rights[i] = isRight(question, await askServer(server, question, either)) ? 1 : 0;
    }
  };
  try {
    await Promise.all(
      Array.from({ length: Math.min(atOnce, questions.length) }, async () => {
        try {
          await work();
        } catch (thrown) {
          failed.abort(thrown);
          throw thrown;
        }
      }),
    );
    return rights;
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  }
}

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
