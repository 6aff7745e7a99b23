import { modelsmithError } from '../../../base/errors.js';
import type { Scores } from '../../../base/ports.js';
import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import type { Dataset } from '../../data/dataset.js';
import { networkTokenModel } from '../../language-models/network-token-model.js';
import { ClassScores } from '../../scoring/class-scores.js';
import { recordedStatistics } from '../../scoring/recorded-statistics.js';
import { scoreImages } from '../../scoring/score-images.js';
import { classScorer, languageScorer, scoreRows, sequenceScorer } from '../../scoring/score-rows.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import type { ScoreReport } from '../read-scores.js';
import type { LoadedCandidate } from './candidate-network.js';
import { fitLabels } from './fit-labels.js';
import { requireArrays, requireMetric, requireRows } from './fit-task.js';
import { scoreChoices } from './score-choices.js';

export interface ScoredOn {
  readonly dataset: Dataset;
  readonly indices: Int32Array;
  readonly settings: DatasetEvaluateSettings;
  /** The key of the block. */
  readonly key: string;
  /** The tokenizer of the candidate's folder. */
  readonly tokenizer: () => Promise<Tokenizer>;
}

/** Scores of a candidate on examples. Throws `train-…`, `evaluator-…`, `data-…` and `tokenizer-…` errors. */
export async function scoreCandidate(
  { built, description }: LoadedCandidate,
  { dataset, indices, settings, key, tokenizer }: ScoredOn,
  signal: AbortSignal,
): Promise<ScoreReport> {
  const { batch_size: batchSize, multiple_choice: columns, metric } = settings;
  const isChoice = columns !== undefined;
  const where = `${key}.data`;
  requireMetric(metric, { task: built.task, isChoice, key });
  const rights: number[] = [];
  const losses: number[] = [];
  const each = (isRight: boolean, loss: number): void => {
    rights.push(isRight ? 1 : 0);
    losses.push(loss);
  };
  if (built.task === 'image-classification') {
    const { network } = built;
    const fitting = fitLabels(requireArrays(dataset, description, where), {
      classes: network.classes,
      description,
      key: where,
    });
    const scores = new ClassScores(network.classes, each);
    const statistics = recordedStatistics(description);
    await scoreImages(network, { dataset: fitting, indices }, { batchSize, statistics, scores, signal });
    return classReport(scores.scores(), { rights, losses, metric });
  }
  const rows = requireRows(dataset, description, where);
  const encoder = await tokenizer();
  const longest = 'maximumTokens' in built.network ? built.network.maximumTokens : Number.POSITIVE_INFINITY;
  const maxTokens = Math.min(settings.max_tokens, longest);
  const reading = { dataset: rows, tokenizer: encoder, maxTokens, key: where };
  const part = { dataset: rows, indices };
  const pace = { batchSize, signal };
  switch (built.task) {
    case 'text-classification': {
      const { network } = built;
      const fitting = fitLabels(rows, { classes: network.classes, description, key: where });
      const scores = new ClassScores(network.classes, each);
      await scoreRows({ dataset: fitting, indices }, classScorer(network, reading, scores), pace);
      return classReport(scores.scores(), { rights, losses, metric });
    }
    case 'causal-language-model': {
      if (columns === undefined) {
        return { scores: await scoreRows(part, languageScorer(built.network, reading), pace) };
      }
      const model = networkTokenModel(built.network);
      const right = await scoreChoices(model, part, { ...pace, tokenizer: encoder, columns, maxTokens });
      return { scores: { accuracy: right.reduce((sum, one) => sum + one, 0) / right.length }, examples: right };
    }
    case 'encoder-decoder':
      return { scores: await scoreRows(part, sequenceScorer(built.network, reading), pace) };
  }
}

/** The scores of a classifier; one that gives no numbers has none, whatever class it is said to have named. */
function classReport(
  scores: Scores,
  {
    rights,
    losses,
    metric,
  }: { readonly rights: readonly number[]; readonly losses: readonly number[]; readonly metric: string },
): ScoreReport {
  const { loss = Number.NaN } = scores;
  if (!Number.isFinite(loss)) {
    throw modelsmithError('evaluator-metric-not-finite', { metric: 'loss', score: String(loss) });
  }
  return { scores, ...(metric === 'f1' ? {} : { examples: metric === 'loss' ? losses : rights }) };
}
