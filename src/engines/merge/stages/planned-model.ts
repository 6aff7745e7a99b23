import * as path from 'node:path';
import type { Vocabulary } from '../../../ml/tokenizers/vocabulary.js';
import type { Files } from '../../../base/ports.js';
import { bytesOf } from '../../../ml/tensors/dtypes.js';
import { configEdits } from '../output/config-edits.js';
import { editJson } from '../output/edit-json.js';
import type { PreparedMerge } from '../prepare.js';
import { vocabularyOf } from '../vocabulary/vocabulary-of.js';
import { detectStacks } from '../resolution/layers.js';
import type { ModelTensor, OpenedModel } from '../resolution/opened-model.js';

/**
 * The model that a prepared merge will make in a folder, known before a byte of it is written: its layout says where every
 * tensor will lie.
 */
export async function plannedModel(
  name: string,
  merge: PreparedMerge,
  context: { readonly files: Files; readonly folder: string },
): Promise<OpenedModel> {
  const { files, folder } = context;
  const elements = new Map(merge.tensors.map((tensor) => [tensor.name, tensor.elements]));
  const tensors = new Map<string, ModelTensor>();
  for (const shard of merge.layout.shards) {
    const file = path.join(folder, shard.name);
    for (const { name: tensor, dtype, shape, position } of shard.tensors) {
      const count = elements.get(tensor) ?? 0;
      const begin = position - shard.head.length;
      const end = begin + bytesOf(dtype, count);
      tensors.set(tensor, { name: tensor, dtype, shape, elements: count, begin, end, file, position });
    }
  }
  const shards = merge.layout.shards.map((shard) => ({
    name: shard.name,
    file: path.join(folder, shard.name),
    bytes: shard.bytes,
    metadata: undefined,
  }));
  return {
    reference: name,
    identity: folder,
    checkpoint: { folder, shards, config: plannedConfig(merge), companions: [] },
    tensors,
    stacks: detectStacks(tensors.keys()),
    vocabulary: await plannedVocabulary(merge, files),
  };
}

function plannedConfig(merge: PreparedMerge): unknown {
  const config = merge.leading?.checkpoint.config;
  // Through its text, as when it is written: an edit may be of a key within a key.
  return config === undefined ? undefined : JSON.parse(editJson(JSON.stringify(config), configEdits(merge)));
}

/** The vocabulary that the result will have; undefined where nothing is known of one. */
async function plannedVocabulary(merge: PreparedMerge, files: Files): Promise<Vocabulary | undefined> {
  const { vocabulary, leading } = merge;
  if (vocabulary !== undefined) {
    const { form, added, file } = vocabulary.tokenizer.vocabulary;
    return { file, form, ids: vocabulary.ids, added: [...added, ...vocabulary.tokenizer.added] };
  }
  return leading === undefined ? undefined : vocabularyOf(leading, files);
}
