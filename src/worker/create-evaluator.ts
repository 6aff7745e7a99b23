import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { modelsmithError } from '../base/errors.js';
import { isRecord } from '../base/plain-record.js';
import type { Evaluate, EvaluatedPart } from '../base/ports.js';
import type { Experiment } from '../experiments/experiment.js';
import { createCommandScorer } from '../ml/evaluators/command-scorer.js';
import type { CommandSettings } from '../ml/evaluators/command-settings.js';
import type { Scorer } from '../ml/evaluators/scorer.js';
import { evaluateSchema, type CommandEvaluateSettings, type EvaluateSettings } from '../protocol/evaluate.js';
import { recallScores, rememberScores } from './remembered-scores.js';

/** What every program needs to start at all; nothing else of the environment is passed on unasked. */
const BASIC_VARIABLES = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP', 'USER', 'LOGNAME', 'SHELL', 'VIRTUAL_ENV'],
  ...['SystemRoot', 'SYSTEMROOT', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
];

/** The key of an experiment that says how a part is scored. */
const PART_KEYS: Readonly<Record<EvaluatedPart, string>> = {
  fitness: 'evaluate',
  validation: 'validation',
  test: 'test',
};

const PARTS = ['fitness', 'validation', 'test'] as const satisfies readonly EvaluatedPart[];

/** A block with what serves it, made when it is first asked. */
interface PartEvaluator {
  readonly settings: EvaluateSettings;
  readonly scorer: Scorer;
  readonly basis: Promise<string>;
}

/** The `evaluate` port of an experiment; undefined where it has no block of its own. Scores are kept in `folder`. */
export function createEvaluator(
  experiment: Pick<Experiment, 'spec' | 'folder'>,
  folder: string,
): { readonly evaluate: Evaluate; close(): Promise<void> } | undefined {
  const { spec } = experiment;
  if (!isRecord(spec) || PARTS.every((part) => blockOf(spec, part) === undefined)) {
    return undefined;
  }
  const parts = new Map<EvaluatedPart, PartEvaluator>();
  const evaluatorOf = (part: EvaluatedPart): PartEvaluator => {
    const known = parts.get(part);
    if (known !== undefined) {
      return known;
    }
    const settings = blockOf(spec, part);
    if (settings === undefined) {
      throw modelsmithError('port-not-available', { port: PART_KEYS[part] });
    }
    const made = {
      settings,
      scorer: createScorer(settings, experiment.folder),
      basis: digestBasis(settings, experiment.folder),
    };
    parts.set(part, made);
    return made;
  };
  return {
    async evaluate(candidate, signal, part = 'fitness') {
      signal.throwIfAborted();
      const { settings, scorer, basis } = evaluatorOf(part);
      const key = createHash('sha256')
        .update(`${await basis}\n${candidate.digest}`)
        .digest('hex');
      const file = path.join(folder, `${key}.json`);
      const known = await recallScores(file, settings.metric);
      return known ?? (await rememberScores(file, await scorer.score(candidate, signal), settings.metric));
    },
    async close() {
      await Promise.all([...parts.values()].map(async ({ scorer }) => scorer.close()));
    },
  };
}

function blockOf(spec: Readonly<Record<string, unknown>>, part: EvaluatedPart): EvaluateSettings | undefined {
  return evaluateSchema.safeParse(spec[PART_KEYS[part]]).data;
}

function createScorer(settings: EvaluateSettings, folder: string): Scorer {
  switch (settings.type) {
    case 'command':
      return createCommandScorer(commandSettings(settings, folder), settings.persistent);
    case 'dataset':
    case 'endpoint':
      throw modelsmithError('port-not-available', { port: settings.type });
  }
}

function commandSettings(settings: CommandEvaluateSettings, folder: string): CommandSettings {
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

/** A digest of all that scores depend on but the candidate: the command, its files, and the data that it names. */
async function digestBasis(settings: EvaluateSettings, folder: string): Promise<string> {
  if (settings.type !== 'command') {
    throw modelsmithError('port-not-available', { port: settings.type });
  }
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
