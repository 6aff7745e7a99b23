import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import { MAX_CONFIG_BYTES } from '../../../ml/tensors/limits.js';
import type { PreparedMerge } from '../prepare.js';
import { copyCompanions, copyTokenizer } from './companion-files.js';
import { configEdits } from './config-edits.js';
import { editJson } from './edit-json.js';
import { finishTokenizer } from './write-tokenizer.js';
import { translateTokenIds } from './token-ids.js';
import { modelCard, type CardFacts } from './model-card.js';

/** Not the name of the experiment's file: a copy of it beside a model is a record, which no listing takes for an experiment. */
const EXPERIMENT_COPY = 'experiment.yaml';

/** Writes everything of the result but its weights: index, configuration, tokenizer, model card and the experiment. */
export async function writeCompanions(
  merge: PreparedMerge,
  folder: string,
  context: CardFacts & { readonly files: Files; readonly card?: string | undefined },
): Promise<void> {
  const { files, experiment, card } = context;
  const { leading, layout } = merge;
  await files.makeFolder(folder);
  if (leading !== undefined) {
    await copyCompanions(files, leading.checkpoint, folder);
    await copyTokenizer(files, merge.vocabulary?.tokenizer.from ?? leading.checkpoint, folder);
    await finishTokenizer(merge, folder, files);
    await translateTokenIds(merge, folder, files);
    if (leading.checkpoint.config !== undefined) {
      const bytes = await files.readSmall(path.join(leading.checkpoint.folder, 'config.json'), MAX_CONFIG_BYTES);
      const config = editJson(new TextDecoder().decode(bytes), configEdits(merge));
      await files.writeAtomically(path.join(folder, 'config.json'), config);
    }
  }
  if (layout.index !== undefined) {
    await files.writeAtomically(path.join(folder, layout.index.name), layout.index.content);
  }
  await files.writeAtomically(path.join(folder, 'README.md'), card ?? modelCard(merge, context));
  await files.writeAtomically(path.join(folder, EXPERIMENT_COPY), experiment.source);
}
