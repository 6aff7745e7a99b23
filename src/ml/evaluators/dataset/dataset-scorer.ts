import type { Files } from '../../../base/ports.js';
import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import type { Dataset } from '../../data/dataset.js';
import { describeDataset } from '../../data/describe-dataset.js';
import { holdInMemory } from '../../data/hold-in-memory.js';
import { openDataset } from '../../data/open-dataset.js';
import { checkedReport } from '../read-scores.js';
import type { Scorer } from '../scorer.js';
import type { CandidateNetwork } from './candidate-network.js';
import { tokenizerKeeper } from './candidate-tokenizer.js';
import { chooseRows } from './choose-rows.js';
import { scoreCandidate } from './score-candidate.js';

export interface DatasetScorerOptions {
  readonly files: Files;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
  /** The key of the block, for errors. */
  readonly key: string;
  /** Shared by all blocks of an experiment; whoever made it disposes it. */
  readonly network: CandidateNetwork;
}

/** Scores candidates on a data set by our own networks. The data are opened once, when the first candidate comes. */
export function createDatasetScorer(settings: DatasetEvaluateSettings, options: DatasetScorerOptions): Scorer {
  const { files, folder, key, network } = options;
  const tokenizerOf = tokenizerKeeper();
  let opened: Promise<{ readonly dataset: Dataset; readonly indices: Int32Array }> | undefined;
  const open = async (signal: AbortSignal): Promise<{ readonly dataset: Dataset; readonly indices: Int32Array }> => {
    const dataset = await openDataset(describeDataset(settings.data), { files, folder, signal });
    const held = dataset.kind === 'arrays' ? holdInMemory(dataset) : dataset;
    return { dataset: held, indices: chooseRows(dataset.examples, settings.rows, key) };
  };
  return {
    async score({ materialise, readable }, signal) {
      const model = (await readable?.(signal)) ?? { files, folder: await materialise(signal) };
      return network.use(model, signal, async (candidate) => {
        const started = performance.now();
        opened ??= open(signal);
        const part = await opened.catch((thrown: unknown) => {
          // A stop is not for good: who asks next begins anew.
          opened = undefined;
          throw thrown;
        });
        const tokenizer = async (): ReturnType<typeof tokenizerOf> => tokenizerOf(model.files, candidate.checkpoint);
        const report = await scoreCandidate(candidate, { ...part, settings, key, tokenizer }, signal);
        return { ...checkedReport(report, settings.metric), seconds: (performance.now() - started) / 1000 };
      });
    },
    async close() {
      const held = await opened?.catch(() => undefined);
      opened = undefined;
      await held?.dataset.close();
    },
  };
}
