import * as path from 'node:path';
import type { Files } from '../../base/ports.js';
import { writeCheckpoint } from '../tensors/write-checkpoint.js';
import { sampleConfig, sampleGenerationConfig, sampleTensors } from './sample-architecture.js';
import { sampleTokenizerFiles } from './sample-tokenizer.js';
import { sampleBase, sampleFineTune, sampleTasks } from './sample-weights.js';

/** Names of the sample models: the base and its fine-tunes. */
export const sampleModels: readonly string[] = ['base', ...sampleTasks.map(({ name }) => name)];

/**
 * Writes the sample models into folders of `folder` by their names: a Llama-layout base in bfloat16 and three fine-tunes
 * whose task vectors conflict, each with configuration and tokenizer, as transformers loads them. The weights are made from
 * the seed, not trained. Same seed, same bytes.
 */
export async function makeSampleModels(
  files: Files,
  folder: string,
  options: { readonly seed: number; readonly signal: AbortSignal },
): Promise<void> {
  const { seed, signal } = options;
  const companions = new Map([
    ['config.json', sampleConfig()],
    ['generation_config.json', sampleGenerationConfig()],
    ...sampleTokenizerFiles(),
  ]);
  for (const [i, model] of sampleModels.entries()) {
    const target = path.join(folder, model);
    await files.makeFolder(target);
    const tensors = sampleTensors().map((tensor) => {
      signal.throwIfAborted();
      const values = i === 0 ? sampleBase(seed, tensor) : sampleFineTune(seed, tensor, i - 1);
      return { name: tensor.name, shape: tensor.shape, dtype: 'BF16' as const, values };
    });
    await writeCheckpoint(files, target, { tensors, maxShardBytes: Number.MAX_SAFE_INTEGER, signal });
    for (const [name, content] of companions) {
      signal.throwIfAborted();
      await files.writeAtomically(path.join(target, name), content);
    }
  }
}
