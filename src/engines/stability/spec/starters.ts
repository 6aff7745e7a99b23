import type { Starter } from '../../../experiments/kind.js';

const glyphs = { train: { format: 'glyphs', size: 8, examples: 2000 } };

/** A first comparison; all run as they are. */
export const stabilityStarters: readonly [Starter, ...Starter[]] = [
  {
    name: 'optimizers',
    summary: 'Compare the parameter-free optimizers with a tuned Adam on small tasks.',
    spec: {
      tasks: [
        { name: 'logistic regression', network: { type: 'mlp', hidden: [] }, data: glyphs, steps: 200, batch_size: 32 },
        { name: 'perceptron', network: { type: 'mlp', hidden: [64] }, data: glyphs, steps: 200, batch_size: 32 },
        { name: 'convolutions', network: { type: 'cnn', widths: [8, 16] }, data: glyphs, steps: 200, batch_size: 32 },
      ],
      optimizers: [{ name: 'adamg' }, { name: 'prodigy' }, { name: 'adam' }],
      learning_rates: [0.0001, 0.001, 0.01, 0.1],
    },
  },
  {
    name: 'own-task',
    summary: 'Find out which optimizer needs no tuning on a task of your own.',
    spec: {
      tasks: [
        {
          name: 'mine',
          network: { type: 'cnn', widths: [16, 32] },
          data: { train: { format: 'images', folder: './images', size: [32, 32] } },
          epochs: 10,
        },
      ],
      seeds: [1, 2, 3],
    },
  },
];
