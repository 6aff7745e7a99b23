import type { ReadableModel } from '../../../../src/base/ports.js';
import { zipfTokenizerFiles } from '../../../../src/ml/data/zipf/zipf-tokenizer.js';
import { CandidateNetwork } from '../../../../src/ml/evaluators/dataset/candidate-network.js';
import { createDatasetScorer } from '../../../../src/ml/evaluators/dataset/dataset-scorer.js';
import type { Scored } from '../../../../src/ml/evaluators/scorer.js';
import { createNetwork, type BuiltNetwork } from '../../../../src/ml/networks/create-network.js';
import type { NetworkDescription } from '../../../../src/ml/networks/read-fields.js';
import { saveWeights } from '../../../../src/ml/networks/save-weights.js';
import { evaluateSchema, type DatasetEvaluateSettings } from '../../../../src/protocol/evaluate.js';
import type { MemoryFiles } from '../../../fakes/memory-files.js';

const { signal } = new AbortController();

/** A small classifier of rows of two numbers. */
export const mlp = { type: 'mlp', image: { height: 1, width: 2, channels: 1 }, hidden: [4], classes: 3 };
export const gpt2 = { model_type: 'gpt2', n_embd: 16, n_head: 2, n_layer: 1, n_positions: 24 };

/** A block of type dataset, defaults filled in. */
export function block(keys: Readonly<Record<string, unknown>>): DatasetEvaluateSettings {
  const settings = evaluateSchema.parse({ type: 'dataset', ...keys });
  if (settings.type !== 'dataset') {
    throw new TypeError(settings.type);
  }
  return settings;
}

/** Writes a network with weights from a seed as a model folder, and gives it; to be disposed. */
export async function writeCandidate(
  files: MemoryFiles,
  folder: string,
  { description, seed = 1 }: { readonly description: NetworkDescription; readonly seed?: number },
): Promise<BuiltNetwork> {
  const built = createNetwork(description, { seed });
  const companions = new Map([['config.json', JSON.stringify(description)]]);
  await saveWeights(files, folder, { network: built.network, dtype: 'F32', companions, signal });
  if (built.task !== 'image-classification') {
    for (const [name, content] of zipfTokenizerFiles()) {
      if (name.startsWith('tokenizer')) {
        files.put(`${folder}/${name}`, content);
      }
    }
  }
  return built;
}

/** Scores folders by a block; to be closed. */
export function scoring(
  files: MemoryFiles,
  settings: DatasetEvaluateSettings,
): { readonly score: (folder: string, readable?: ReadableModel) => Promise<Scored>; close(): Promise<void> } {
  const network = new CandidateNetwork();
  const scorer = createDatasetScorer(settings, { files, folder: '/', key: 'evaluate', network });
  return {
    score: async (folder, readable) =>
      scorer.score(
        {
          materialise: async () => Promise.resolve(folder),
          ...(readable === undefined ? {} : { readable: async () => Promise.resolve(readable) }),
        },
        signal,
      ),
    async close() {
      await scorer.close();
      network.dispose();
    },
  };
}

/** Scores one folder. */
export async function scoreOnce(
  files: MemoryFiles,
  folder: string,
  keys: Readonly<Record<string, unknown>>,
): Promise<Scored> {
  const one = scoring(files, block(keys));
  try {
    return await one.score(folder);
  } finally {
    await one.close();
  }
}
