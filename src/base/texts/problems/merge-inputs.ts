import * as l10n from '@vscode/l10n';
import { bytesText } from '../runs.js';
import { andList, orList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';

const formatShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Sentences for what headers, the disk or the data say against a merge. */
export const mergeInputProblems = {
  'disk-space': ({ neededBytes, freeBytes }) => ({
    what: l10n.t('The result needs {0}, and {1} are free.', bytesText(neededBytes), bytesText(freeBytes)),
    advice: l10n.t('Free some space, or choose an output on another disk.'),
  }),
  'merge-buffer-differs': ({ other }) => ({
    what: l10n.t('The whole numbers in this tensor are not the same as in {0}; they cannot be averaged.', other),
    advice: l10n.t('Merge models of one architecture and configuration.'),
  }),
  'merge-directions-cancel': ({ method }) => ({
    what: l10n.t('The weighted directions of the models cancel here, and {0} has nowhere to go.', method),
    advice: l10n.t('Change a weight, or merge this tensor with linear.'),
  }),
  'merge-dtypes-mixed': ({ dtype, other, otherDtype }) => ({
    what: l10n.t('The tensor has the number format {0} here and {1} in {2}.', dtype, otherDtype, other),
    advice: l10n.t('Merge models whose tensors are all floating-point numbers, or all whole numbers.'),
  }),
  'merge-embeddings-unknown': () => ({
    what: l10n.t('No tensor of this model is known to hold the embeddings of its tokens.'),
    advice: l10n.t('Leave tokenizer_source out, and merge models of one vocabulary.'),
  }),
  'merge-exclude-unknown': ({ name, suggestion }) => ({
    what: l10n.t('exclude names {0}, which is no tensor of the result.', name),
    advice:
      suggestion === undefined ? l10n.t('Give the exact name of a tensor.') : l10n.t('Did you mean {0}?', suggestion),
  }),
  'merge-gram-singular': () => ({
    what: l10n.t('The statistics of the inputs of this layer do not determine its weights.'),
    advice: l10n.t('Lower off_diagonal, or make the statistics from more examples.'),
  }),
  'merge-head-untied': () => ({
    what: l10n.t('Some models share the output head with the input embeddings and some do not.'),
    advice: l10n.t('The result has an output head of its own, and its configuration says so.'),
  }),
  'merge-layers-beyond': ({ end, layers }) => ({
    what: l10n.t('layer_range ends at {0}, and the model has {1} layers.', end, layers),
    advice: l10n.t('Layers count from 0; the second number is the first layer that no longer belongs to the range.'),
  }),
  'merge-layers-unknown': () => ({
    what: l10n.t('No layers can be told from the names of the tensors of this model.'),
    advice: l10n.t('Merge it whole, with models in place of slices.'),
  }),
  'merge-memory': ({ neededBytes, limitBytes }) => ({
    what: l10n.t(
      'This merge needs {0} of memory, and resources.memory allows {1}.',
      bytesText(neededBytes),
      bytesText(limitBytes),
    ),
    advice: l10n.t('Raise resources.memory.'),
  }),
  'merge-module-missing': ({ module }) => ({
    what: l10n.t('The models have a module {0}, and modules does not say what becomes of it.', module),
    advice: l10n.t('Add it to modules.'),
  }),
  'merge-module-unknown': ({ module, known }) => ({
    what: l10n.t('The models have no module {0}.', module),
    advice: l10n.t('They have {0}.', andList(known)),
  }),
  'merge-modules-needed': ({ modules }) => ({
    what: l10n.t('This model has several stacks of layers: {0}.', andList(modules)),
    advice: l10n.t('Say which one is sliced: put the slices under modules.'),
  }),
  'merge-no-tensors': () => ({
    what: l10n.t('The models hold no tensors.'),
    advice: l10n.t('Check that these are the models you meant.'),
  }),
  'merge-not-finite': ({ nan, infinite }) => ({
    what: l10n.t('The merged tensor has values that are not finite; NaN: {0}, infinite: {1}.', nan, infinite),
    advice: l10n.t('Check the inputs and the parameters, or write it all the same with allow_nan: true.'),
  }),
  'merge-optional-left-out': ({ other }) => ({
    what: l10n.t('The buffer is in {0} only, and left out of the result.', other),
    advice: l10n.t('Models compute it when they are loaded; nothing needs to be done.'),
  }),
  'merge-parameter-unresolved': ({ method, parameter, tensors }, { model, tensor }) => ({
    what:
      model === undefined
        ? l10n.t('{0} needs the parameter {1} for {2} ({3} tensors in all).', method, parameter, tensor ?? '', tensors)
        : l10n.t(
            '{0} needs the parameter {1} of {2} for {3} ({4} tensors in all).',
            method,
            parameter,
            model,
            tensor ?? '',
            tensors,
          ),
    advice: l10n.t('Add it to the parameters, or end its filters with one that matches every tensor.'),
  }),
  'merge-shapes-differ': ({ shape, other, otherShape }) => ({
    what: l10n.t(
      'The tensor has the shape {0} here and {1} in {2}.',
      formatShape(shape),
      formatShape(otherShape),
      other,
    ),
    advice: l10n.t('Merge models of one architecture and size.'),
  }),
  'merge-statistics-missing': ({ kind }) => ({
    what: l10n.t('Not every model has {0} statistics for this tensor; it is averaged by the weights alone.', kind),
    advice: l10n.t('Nothing needs to be done unless statistics were meant to be there.'),
  }),
  'merge-statistics-shape': ({ expected, found }) => ({
    what: l10n.t(
      'The statistics of this tensor have the shape {0}, and {1} is needed.',
      formatShape(found),
      formatShape(expected),
    ),
    advice: l10n.t('Make the statistics with the very model that is merged.'),
  }),
  'merge-tasks-uneven': ({ method, counts }) => ({
    what: l10n.t(
      '{0} balances the whole model at once, and its slices have different numbers of models: {1}.',
      method,
      counts.join(', '),
    ),
    advice: l10n.t('Give every slice and module the same number of models, or set scope: tensor.'),
  }),
  'merge-tensor-missing': ({ other }, { model }) => ({
    what: l10n.t('The tensor is in {0}, but not in {1}.', other, model ?? ''),
    advice: l10n.t('Merge models of one architecture.'),
  }),
  'merge-vocabulary-differs': ({ rows, other, otherRows }) => ({
    what: l10n.t('The vocabulary has {0} entries here and {1} in {2}.', rows, otherRows, other),
    advice: l10n.t('Say which vocabulary the result has with tokenizer_source: {0}.', orList(['union', 'base'])),
  }),
  'output-exists': ({ output }) => ({
    what: l10n.t('The output {0} is there already.', output),
    advice: l10n.t('Choose another output, or set overwrite: true to replace it.'),
  }),
  'output-holds-more': ({ output, kept }) => ({
    what: l10n.t('The output {0} cannot be replaced: {1} would be removed with it.', output, kept),
    advice: l10n.t('Choose a folder that holds nothing but the result.'),
  }),
  'output-inside-input': ({ output, input }) => ({
    what: l10n.t('The output {0} and the input {1} lie one in the other.', output, input),
    advice: l10n.t('Choose an output outside the folders of the models.'),
  }),
  'output-not-a-folder': ({ output }) => ({
    what: l10n.t('The output {0} is a file.', output),
    advice: l10n.t('Choose a folder.'),
  }),
  'output-not-a-model': ({ output, found }) => ({
    what: l10n.t('The folder {0} is not replaced, because it holds no model but {1}.', output, andList(found)),
    advice: l10n.t('Choose another output, or move what is there.'),
  }),
  'output-under-a-file': ({ output, file }) => ({
    what: l10n.t('The output {0} cannot be made, because {1} is a file.', output, file),
    advice: l10n.t('Choose another output.'),
  }),
  'output-unwritable': ({ output, folder }) => ({
    what: l10n.t('The output {0} cannot be made, because you may not write into {1}.', output, folder),
    advice: l10n.t('Choose another output, or have somebody give you the right to write there.'),
  }),
  'problems-more': ({ count }) => ({
    what: l10n.t('{0} more problems of this kind follow.', count),
    advice: l10n.t('They most likely have the same cause.'),
  }),
} satisfies Partial<ProblemTexts>;
