import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { Evaluate, Evaluation } from '../base/ports.js';
import type { Experiment } from '../experiments/experiment.js';
import type { CommandSettings } from '../ml/evaluators/command-settings.js';
import { evaluateByCommand } from '../ml/evaluators/evaluate-by-command.js';
import { PersistentCommand } from '../ml/evaluators/persistent-command.js';
import { scoreOf } from '../ml/evaluators/read-scores.js';
import { evaluateSchema, type EvaluateSettings } from '../protocol/evaluate.js';
import { nodeFiles } from './node-files.js';

/** What every program needs to start at all; nothing else of the environment is passed on unasked. */
const BASIC_VARIABLES = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP', 'USER', 'LOGNAME', 'SHELL', 'VIRTUAL_ENV'],
  ...['SystemRoot', 'SYSTEMROOT', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
];

const specSchema = z.object({ evaluate: evaluateSchema });
const rememberedSchema = z.object({ scores: z.record(z.string(), z.number()), seconds: z.number() });

/** The `evaluate` port of an experiment; undefined where it has no such block. Scores are kept in `folder`. */
export function createEvaluator(
  experiment: Pick<Experiment, 'spec' | 'folder'>,
  folder: string,
): { readonly evaluate: Evaluate; close(): void } | undefined {
  const read = specSchema.safeParse(experiment.spec);
  if (!read.success) {
    return undefined;
  }
  const settings = read.data.evaluate;
  const command = commandSettings(settings, experiment.folder);
  const persistent = settings.persistent ? new PersistentCommand(command) : undefined;
  let basis: Promise<string> | undefined;
  return {
    async evaluate({ digest, materialise }, signal) {
      signal.throwIfAborted();
      basis ??= digestBasis(settings, experiment.folder);
      const key = createHash('sha256')
        .update(`${await basis}\n${digest}`)
        .digest('hex');
      const file = path.join(folder, `${key}.json`);
      const known = await recall(file, settings.metric);
      if (known !== undefined) {
        return known;
      }
      const model = await materialise(signal);
      const started = performance.now();
      const scores = await (persistent?.evaluate(model, signal) ?? evaluateByCommand(command, model, signal));
      const seconds = (performance.now() - started) / 1000;
      await nodeFiles.makeFolder(folder);
      await nodeFiles.writeAtomically(file, JSON.stringify({ scores, seconds }));
      return { score: scoreOf(scores, settings.metric), scores, isRemembered: false, seconds };
    },
    close() {
      persistent?.close();
    },
  };
}

function commandSettings(settings: EvaluateSettings, folder: string): CommandSettings {
  const names = [...BASIC_VARIABLES, ...settings.environment];
  const environment = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    command: settings.command,
    metric: settings.metric,
    pattern: settings.pattern,
    timeoutMs: settings.timeout * 1000,
    environment: Object.fromEntries(environment),
    folder,
  };
}

/** Scores that were written down for a candidate; a file that isn't whole or lacks the metric counts as none. */
async function recall(file: string, metric: string): Promise<Evaluation | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  try {
    const { scores, seconds } = rememberedSchema.parse(JSON.parse(text));
    return { score: scoreOf(scores, metric), scores, seconds, isRemembered: true };
  } catch {
    return undefined;
  }
}

/** A digest of all that scores depend on but the candidate: the command, its files, and the data that it names. */
async function digestBasis(settings: EvaluateSettings, folder: string): Promise<string> {
  const { command, pattern, persistent, environment, data } = settings;
  const hash = createHash('sha256').update(JSON.stringify({ command, pattern, persistent, environment, data }));
  for (const name of [...command, ...data]) {
    const file = path.resolve(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) {
      hash.update(`\n${name}\n`);
      await pipeline(createReadStream(file), hash, { end: false });
    }
  }
  return hash.digest('hex');
}
