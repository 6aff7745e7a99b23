import * as l10n from '@vscode/l10n';
import type { ProblemTexts } from '../problem-text.js';
import { bytesText } from '../runs.js';

/** Sentences for trainings. */
export const trainingProblems = {
  'stability-held-out': ({ part }) => ({
    what:
      part === 'validation'
        ? l10n.t('Without validation examples there is nothing to tune Adam by.')
        : l10n.t('Without test examples there is nothing to compare the optimizers by.'),
    advice: l10n.t('Hold out a share, such as 0.1, or name a set of its own.'),
  }),
  'stability-memory': ({ neededBytes, limitBytes }) => ({
    what: l10n.t(
      'One training at a time needs {0} of memory, and resources.memory allows {1}.',
      bytesText(neededBytes),
      bytesText(limitBytes),
    ),
    advice: l10n.t('Raise resources.memory, or take smaller networks or data.'),
  }),
  'stability-metric': ({ metric, task }) => ({
    what: l10n.t('The task {0} has no {1}.', task, metric),
    advice: l10n.t(
      'Classes are scored by accuracy, f1 and loss, language models by loss and perplexity; all tasks have loss.',
    ),
  }),
  'stability-size': ({ cells, limit }) => ({
    what: l10n.t('The comparison has {0} cells, and the limit is {1}.', cells, limit),
    advice: l10n.t('Take fewer tasks, optimizers, learning rates or seeds.'),
  }),
  'stability-twice': ({ name }) => ({
    what: l10n.t('{0} stands in this list twice.', name),
    advice: l10n.t('Remove it, or change it.'),
  }),
  'train-augment': ({ data }) => ({
    what:
      data === 'texts'
        ? l10n.t('Only images can be augmented, and the data are texts.')
        : l10n.t('Only images can be augmented, and the data are rows of numbers.'),
    advice: l10n.t('Remove data.augment.'),
  }),
  'train-classes': ({ expected, found }) => ({
    what: l10n.t('The model knows {0} classes, and the data have {1}.', expected, found),
    advice: l10n.t('Set fresh_head: true to begin its last layer anew.'),
  }),
  'train-columns': () => ({
    what: l10n.t('The table says neither which columns are numbers nor which are texts.'),
    advice: l10n.t('Name them: features and label for numbers, text for texts.'),
  }),
  'train-data': ({ data, network }) => ({
    what:
      data === 'arrays'
        ? l10n.t('{0} reads texts, and the data are images or numbers.', network)
        : data === 'rows'
          ? l10n.t('{0} reads images or numbers, and the data are texts.', network)
          : l10n.t('{0} learns classes, and the data have no labels.', network),
    advice:
      data === 'unlabelled'
        ? l10n.t('Name the labels, or take a language model.')
        : l10n.t('Take a network that fits the data, or other data.'),
  }),
  'train-diverged': ({ step, optimizer }) => ({
    what: l10n.t(
      'Training with {0} diverged at step {1}: the loss or a weight is no longer a finite number.',
      optimizer,
      step,
    ),
    advice: l10n.t('Lower the learning rate, set gradient_clip, or take another optimizer.'),
  }),
  'train-images': ({ expected, found }) => ({
    what: l10n.t(
      'The model reads images of {0}, and the data have images of {1}.',
      expected.join(' x '),
      found.join(' x '),
    ),
    advice: l10n.t('Take data of that size; a folder of images can be scaled with size.'),
  }),
  'train-label-unused': ({ column, network }) => ({
    what: l10n.t('The column {0} is not learnt: {1} goes on with texts, and knows no classes.', column, network),
    advice: l10n.t('Put the answer into the text, train a bert or roberta on the classes, or remove label.'),
  }),
  'train-length': () => ({
    what: l10n.t('Both epochs and steps say how long to train.'),
    advice: l10n.t('Keep one of them.'),
  }),
  'train-memory': ({ neededBytes, limitBytes, batch, fits }) => ({
    what: l10n.t(
      'The training needs {0} of memory with batches of {2}, and resources.memory allows {1}.',
      bytesText(neededBytes),
      bytesText(limitBytes),
      batch,
    ),
    advice:
      fits > 0
        ? l10n.t('Set batch_size to {0} or less, or raise resources.memory.', fits)
        : l10n.t('Raise resources.memory, or take a smaller network or shorter texts: no batch fits.'),
  }),
  'train-network': () => ({
    what: l10n.t('A training needs either network or model.'),
    advice: l10n.t('Describe a network to begin from scratch, or name a model folder to go on from it.'),
  }),
  'train-not-finite': ({ example }) => ({
    what: l10n.t('The loss of example {0} is not a finite number.', example),
    advice: l10n.t('Look whether the model has weights that are not finite, and whether the data are what it expects.'),
  }),
  'train-slow': ({ optimizer, gradientSize }) => ({
    what: l10n.t(
      'Gradients are small (mostly about {0}), and {1} moves little where they are.',
      gradientSize.toPrecision(2),
      optimizer,
    ),
    advice: l10n.t('Compare with prodigy or adam; stability does it for you.'),
  }),
  'train-text-columns': ({ needed, found }) => ({
    what: l10n.t('This network reads {0} columns of text, and the data name {1}.', needed, found),
    advice: l10n.t('List the columns under text.'),
  }),
  'train-transfer': ({ tensor, expected, found }) => ({
    what: l10n.t(
      "What is learnt from the source doesn't fit: {0} has the shape {1} there, and {2} for the data.",
      tensor,
      found.length === 0 ? l10n.t('none') : found.join(' x '),
      expected.join(' x '),
    ),
    advice: l10n.t('Take a source with images of the same size and number of channels.'),
  }),
  'train-tokenizer': () => ({
    what: l10n.t('There is no tokenizer for these texts.'),
    advice: l10n.t('Name a folder with a tokenizer.json under tokenizer.'),
  }),
} satisfies Partial<ProblemTexts>;
