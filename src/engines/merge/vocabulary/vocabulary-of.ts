import type { Files } from '../../../base/ports.js';
import { readVocabulary } from '../../../ml/tokenizers/read-vocabulary.js';
import type { Vocabulary } from '../../../ml/tokenizers/vocabulary.js';
import type { OpenedModel } from '../resolution/opened-model.js';

/** A model's vocabulary: from its files, or as it will be where they aren't there yet. Undefined where it has none. */
export async function vocabularyOf(model: OpenedModel, files: Files): Promise<Vocabulary | undefined> {
  return model.vocabulary ?? readVocabulary(files, model.checkpoint);
}
