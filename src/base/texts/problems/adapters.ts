import * as l10n from '@vscode/l10n';
import type { ProblemTexts } from '../problem-text.js';

const formatShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Sentences for LoRA adapters. */
export const adapterProblems = {
  'adapter-invalid': ({ key }) => ({
    what: l10n.t('The adapter lacks {0}, or what it has there makes no sense.', key),
    advice: l10n.t('Save the adapter again, with PEFT.'),
  }),
  'adapter-shape': ({ a, b, shape }) => ({
    what: l10n.t(
      'The adapter has matrices of the shapes {0} and {1}, which do not fit the tensor of the shape {2}.',
      formatShape(a),
      formatShape(b),
      formatShape(shape),
    ),
    advice: l10n.t('Check that the adapter was trained on this very model.'),
  }),
  'adapter-target-missing': ({ module }) => ({
    what: l10n.t('The adapter changes {0}, which the model does not have.', module),
    advice: l10n.t('Check that the adapter was trained on this very model.'),
  }),
  'adapter-unsupported': ({ feature }) => ({
    what: l10n.t('The adapter uses {0}, which cannot be merged.', feature),
    advice: l10n.t('Merge it into the model with PEFT, and use the result.'),
  }),
} satisfies Partial<ProblemTexts>;
