import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { modelsmithError } from '../base/errors.js';
import { isRecord } from '../base/plain-record.js';
import type { Evaluate, EvaluatedPart } from '../base/ports.js';
import type { Experiment } from '../experiments/experiment.js';
import type { Scorer } from '../ml/evaluators/scorer.js';
import { evaluateSchema, type EvaluateSettings } from '../protocol/evaluate.js';
import { Scorers } from './scorers.js';
import { evaluatorBasis } from './evaluator-basis.js';
import { recallScores, rememberScores } from './remembered-scores.js';

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
  const scorers = new Scorers(experiment.folder);
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
      scorer: scorers.create(settings, PART_KEYS[part]),
      basis: evaluatorBasis(settings, experiment.folder),
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
      await scorers.close();
    },
  };
}

function blockOf(spec: Readonly<Record<string, unknown>>, part: EvaluatedPart): EvaluateSettings | undefined {
  return evaluateSchema.safeParse(spec[PART_KEYS[part]]).data;
}
