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
  'lora-module-unknown': ({ name }) => ({
    what: l10n.t('{0} means no module of the model.', name),
    advice: l10n.t('Give the name of a module or how it ends, such as q_proj; the tensors of a model can be listed.'),
  }),
  'lora-no-modules': () => ({
    what: l10n.t('Nothing of the model would go into the adapter.'),
    advice: l10n.t('Check targets, exclude, embeddings, head and others.'),
  }),
  'lora-same-model': () => ({
    what: l10n.t('The fine-tuned model and its base are the same.'),
    advice: l10n.t('Name the model that was fine-tuned in model, and what it was fine-tuned from in base_model.'),
  }),
  'lora-tensors-left': ({ tensors }) => ({
    what:
      tensors === 1
        ? l10n.t('The adapter lacks a tensor that the fine-tuning changed.')
        : l10n.t('The adapter lacks {0} tensors that the fine-tuning changed; this is the first one.', tensors),
    advice: l10n.t('Take them in with targets, embeddings, head or others, or leave it so.'),
  }),
} satisfies Partial<ProblemTexts>;
