import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { countDifferent, type Vocabulary } from '../../../ml/tokenizers/vocabulary.js';
import type { OpenedModel } from '../resolution/opened-model.js';
import type { ProblemList } from '../resolution/problem-list.js';
import { vocabularyOf } from './vocabulary-of.js';

/**
 * Warns of models whose tokens mean other rows than the leading model's: of equal shape, such embeddings would be merged
 * without a complaint. Models without a readable tokenizer say nothing.
 */
export async function compareTokenizers(
  files: Files,
  leading: OpenedModel,
  { models, problems }: { readonly models: Iterable<OpenedModel>; readonly problems: ProblemList },
): Promise<void> {
  const seen = new Set([leading.identity]);
  let own: Vocabulary | undefined;
  for (const model of models) {
    if (seen.has(model.identity)) {
      continue;
    }
    seen.add(model.identity);
    const other = await readQuietly(files, model);
    own ??= other === undefined ? undefined : await readQuietly(files, leading);
    const tokens = own === undefined || other === undefined ? 0 : countDifferent(other, own);
    if (tokens > 0) {
      const where = { model: model.reference, key: 'tokenizer_source' };
      problems.add('tokenizers-differ', { other: leading.reference, tokens }, where, 'warning');
    }
  }
}

async function readQuietly(files: Files, model: OpenedModel): Promise<Vocabulary | undefined> {
  try {
    return await vocabularyOf(model, files);
  } catch (thrown) {
    if (isCancellation(thrown) || !(thrown instanceof ModelsmithError)) {
      throw thrown;
    }
    return undefined;
  }
}
