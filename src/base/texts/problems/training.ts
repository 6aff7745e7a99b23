import * as l10n from '@vscode/l10n';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for trainings. */
export const trainingProblems = {
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
  'train-length': () => ({
    what: l10n.t('Both epochs and steps say how long to train.'),
    advice: l10n.t('Keep one of them.'),
  }),
  'train-network': () => ({
    what: l10n.t('A training needs either network or model.'),
    advice: l10n.t('Describe a network to begin from scratch, or name a model folder to go on from it.'),
  }),
  'train-slow': ({ optimizer, gradientSize }) => ({
    what: l10n.t(
      'Gradients are small (root mean square {0}), and {1} moves little where they are.',
      gradientSize.toPrecision(2),
      optimizer,
    ),
    advice: l10n.t('Compare with prodigy or adam; stability does it for you.'),
  }),
  'train-text-columns': ({ needed, found }) => ({
    what: l10n.t('This network reads {0} columns of text, and the data name {1}.', needed, found),
    advice: l10n.t('List the columns under text.'),
  }),
  'train-tokenizer': () => ({
    what: l10n.t('There is no tokenizer for these texts.'),
    advice: l10n.t('Name a folder with a tokenizer.json under tokenizer.'),
  }),
} satisfies Partial<ProblemTexts>;
