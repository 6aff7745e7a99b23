import type { Starter } from '../../../experiments/kind.js';

const evaluate = {
  type: 'command',
  command: ['python', 'score.py', '{model}', 'dev.jsonl', '{output}'],
  metric: 'accuracy',
};

/** First evolutions. */
export const evolveStarters: readonly [Starter, ...Starter[]] = [
  {
    name: 'merge-parameters',
    summary: 'Evolve the weights of a merge, layer by layer, by what the result answers.',
    spec: {
      individuals: {
        type: 'merges',
        genes: { weight: { from: 0, to: 1.5, start: 0.4 }, lambda: { from: 0.2, to: 2, start: 1 } },
        layer_groups: 2,
      },
      merge: {
        merge_method: 'task_arithmetic',
        base_model: './base',
        models: [{ model: './math' }, { model: './code' }],
      },
      algorithm: { name: 'cma-es' },
      generations: 10,
      evaluate,
    },
  },
  {
    name: 'evolver',
    summary: 'Evolve the weights of fine-tuned models themselves, as Evolver does.',
    spec: {
      individuals: { type: 'checkpoints', models: ['./math', './code', './chat'] },
      algorithm: { name: 'evolver' },
      generations: 15,
      evaluate,
    },
  },
  {
    name: 'function',
    summary: 'Watch an algorithm look for the bottom of a valley.',
    spec: {
      individuals: { type: 'points', function: 'rastrigin', dimensions: 10, size: 30 },
      algorithm: { name: 'cade', F: 0.5, CR: 0.9, period: 40 },
      generations: 165,
    },
  },
];
