import * as l10n from '@vscode/l10n';
import { andList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for merging. */
export const mergeProblems = {
  'merge-base-missing': ({ method }) => ({
    what: l10n.t('{0} needs a base_model.', method),
    advice: l10n.t('Name the model that the others were fine-tuned from.'),
  }),
  'merge-base-not-an-input': ({ method, base }) => ({
    what: l10n.t('{0} goes from base_model to another model, and {1} is neither of the two models.', method, base),
    advice: l10n.t('Set base_model to one of the two, or list one model only.'),
  }),
  'merge-epsilon-range': ({ density, epsilon }) => ({
    what: l10n.t('density {0} and epsilon {1} give probabilities outside 0 to 1.', density, epsilon),
    advice: l10n.t('Choose an epsilon that is smaller than density and than 1 - density.'),
  }),
  'merge-inputs': ({ method, found, minimum, maximum }) => ({
    what:
      maximum === undefined
        ? l10n.t('{0} needs at least {1} models and has {2}.', method, minimum, found)
        : minimum === maximum
          ? l10n.t('{0} needs exactly {1} models and has {2}.', method, minimum, found)
          : l10n.t('{0} needs {1} to {2} models and has {3}.', method, minimum, maximum, found),
    advice: l10n.t('Add or remove models; base_model counts only where the method takes it as one of its inputs.'),
  }),
  'merge-lambdas-count': ({ found, expected }) => ({
    what: l10n.t('lambdas has {0} numbers for {1} models.', found, expected),
    advice: l10n.t('Give one number for each entry of models, in their order.'),
  }),
  'merge-layer-range': ({ first, end }) => ({
    what: l10n.t('The layers from {0} up to, but without, {1} are none.', first, end),
    advice: l10n.t('The second number is the first layer that no longer belongs to the range.'),
  }),
  'merge-parameter-level': ({ method, parameter }) => ({
    what: l10n.t('{0} is one value for all models in {1}; here it has no effect.', parameter, method),
    advice: l10n.t('Move it to the parameters of the top level.'),
  }),
  'merge-parameter-missing': ({ method, parameter }, { model, tensor }) => ({
    what:
      model === undefined
        ? l10n.t('{0} needs the parameter {1}.', method, parameter)
        : tensor === undefined
          ? l10n.t('{0} needs the parameter {1} for {2}.', method, parameter, model)
          : l10n.t('{0} needs the parameter {1} for the tensor {2} of {3}.', method, parameter, tensor, model),
    advice:
      model === undefined
        ? l10n.t('Add it to the parameters of the top level.')
        : l10n.t('Add it to the parameters of the model, or of the top level for all models.'),
  }),
  'merge-parameter-unused': ({ method, parameter, takes }) => ({
    what: l10n.t('{0} does not take the parameter {1}.', method, parameter),
    advice: takes.length === 0 ? l10n.t('It takes none.') : l10n.t('It takes {0}.', andList(takes)),
  }),
  'merge-slice-base': ({ base }) => ({
    what: l10n.t('The base {0} is not among the sources of this slice.', base),
    advice: l10n.t('Add it as a source; its layer_range says which of its layers are subtracted.'),
  }),
  'merge-stage-name': ({ name }) => ({
    what: l10n.t('Two merges of this file are called {0}.', name),
    advice: l10n.t('Give each a name of its own, so that it is clear which one is meant.'),
  }),
  'merge-slice-layers': ({ counts }) => ({
    what: l10n.t('The sources of this slice have different numbers of layers: {0}.', counts.join(', ')),
    advice: l10n.t('Make every layer_range of the slice the same length.'),
  }),
  'merge-weights-cancel': ({ method }) => ({
    what: l10n.t('The weights of the inputs sum to 0 here, and {0} divides by their sum.', method),
    advice: l10n.t('Change a weight, or set normalize: false.'),
  }),
} satisfies Partial<ProblemTexts>;
