import type { Starter } from '../../../experiments/kind.js';

const glyphs = { train: { format: 'glyphs', size: 8, examples: 2000 } };

/** A first training of each sort; all run as they are. */
export const trainStarters: readonly [Starter, ...Starter[]] = [
  {
    name: 'images',
    summary: 'Train a small network on images, with nothing to tune (AdamG).',
    spec: {
      network: { type: 'cnn', widths: [16, 32] },
      data: glyphs,
      optimizer: { name: 'adamg' },
      epochs: 10,
    },
  },
  {
    name: 'spiking',
    summary: 'Train a small spiking network (SEW-ResNet) on images.',
    spec: {
      network: { type: 'sew-resnet', blocks: [1, 1], width: 16, time_steps: 4 },
      data: glyphs,
      optimizer: { name: 'adam', lr: 0.002 },
      epochs: 5,
    },
  },
  {
    name: 'language-model',
    summary: 'Train a small language model on made-up texts.',
    spec: {
      network: { type: 'llama', hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4 },
      data: { train: { format: 'zipf-world', documents: 5000 }, max_tokens: 64 },
      optimizer: { name: 'adamw', lr: 0.002 },
      schedule: { name: 'cosine', warmup: 50 },
      epochs: 3,
    },
  },
  {
    name: 'fine-tune',
    summary: 'Go on with a model from disk, on texts of your own.',
    spec: {
      model: './base',
      data: { train: { format: 'jsonl', file: './texts.jsonl', text: ['text'] }, max_tokens: 128 },
      optimizer: { name: 'adamw', lr: 0.00005 },
      schedule: { name: 'linear', warmup: 20 },
      epochs: 3,
    },
  },
];
