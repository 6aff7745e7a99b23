import * as l10n from '@vscode/l10n';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for trainings. */
export const trainingProblems = {
  'train-diverged': ({ step, optimizer }) => ({
    what: l10n.t(
      'Training with {0} diverged at step {1}: the loss or a weight is no longer a finite number.',
      optimizer,
      step,
    ),
    advice: l10n.t('Lower the learning rate, set gradient_clip, or take another optimizer.'),
  }),
} satisfies Partial<ProblemTexts>;
