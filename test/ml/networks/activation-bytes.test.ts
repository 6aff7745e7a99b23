import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { causalLanguageLoss } from '../../../src/ml/losses/causal-language-loss.js';
import { classificationLoss } from '../../../src/ml/losses/classification-loss.js';
import { lossGradients } from '../../../src/ml/losses/loss-gradients.js';
import { sequenceToSequenceLoss } from '../../../src/ml/losses/sequence-to-sequence-loss.js';
import { activationBytes } from '../../../src/ml/networks/activation-bytes.js';
import { createNetwork, type BuiltNetwork } from '../../../src/ml/networks/create-network.js';
import { Dropout } from '../../../src/ml/networks/layers/dropout.js';
import type { NetworkDescription } from '../../../src/ml/networks/read-fields.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

/** The estimate may be so many times what is measured. */
const LARGEST_RATIO = 3;

const image = { height: 16, width: 16, channels: 3 };
const classifier = { image, classes: 10 };
const encoder = {
  hidden_size: 64,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  intermediate_size: 256,
  vocab_size: 500,
};
const networks: Readonly<Record<string, readonly [NetworkDescription, batch: number, tokens?: number]>> = {
  'a perceptron': [{ type: 'mlp', hidden: [256, 256], ...classifier }, 64],
  'convolutions with batch-norm': [{ type: 'cnn', widths: [16, 32], ...classifier }, 32],
  'convolutions without': [{ type: 'cnn', widths: [16, 32], batch_norm: false, activation: 'tanh', ...classifier }, 32],
  'convolutions without pooling': [{ type: 'cnn', widths: [8, 16], pooling: 'none', ...classifier }, 32],
  'a residual network': [{ type: 'resnet', depth: 18, width: 16, ...classifier }, 16],
  'a wide residual network': [{ type: 'wide-resnet', widening: 2, ...classifier }, 8],
  'spiking blocks': [{ type: 'sew-resnet', blocks: [1, 1], width: 16, ...classifier }, 8],
  'spiking bottlenecks': [{ type: 'sew-resnet', blocks: [1, 1], width: 16, block: 'bottleneck', ...classifier }, 8],
  'a spiking network for large images': [
    {
      type: 'sew-resnet',
      form: 'imagenet',
      depth: 18,
      width: 16,
      ...classifier,
      image: { ...image, height: 32, width: 32 },
    },
    4,
  ],
  'learnt leaks over six steps': [
    { type: 'sew-resnet', blocks: [1, 1], width: 16, neuron: { type: 'plif' }, time_steps: 6, ...classifier },
    8,
  ],
  'an encoder': [{ model_type: 'bert', ...encoder }, 8, 64],
  'an encoder of long texts': [{ model_type: 'bert', ...encoder }, 4, 256],
  'an encoder that drops': [
    { model_type: 'bert', ...encoder, hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 },
    4,
    256,
  ],
  'a decoder': [{ model_type: 'gpt2', n_embd: 64, n_layer: 3, n_head: 4, vocab_size: 500 }, 8, 64],
  'a decoder with many words': [{ model_type: 'gpt2', n_embd: 64, n_layer: 2, n_head: 4, vocab_size: 5000 }, 8, 32],
  'a gated decoder': [{ model_type: 'llama', ...encoder, intermediate_size: 176 }, 4, 128],
  both: [{ model_type: 't5', d_model: 64, num_layers: 2, num_heads: 4, d_kv: 16, d_ff: 256, vocab_size: 500 }, 8, 64],
};

function lossOf(
  built: BuiltNetwork,
  description: NetworkDescription,
  extent: { readonly batch: number; readonly tokens: number; readonly dropout?: Dropout },
): tf.Scalar {
  const { batch, tokens, dropout } = extent;
  const labels = tf.zeros<tf.Rank.R1>([batch], 'int32');
  if (built.task === 'image-classification') {
    const { height, width, channels } = { ...image, ...(description['image'] as typeof image) };
    const images = tf.randomUniform<tf.Rank.R4>([batch, height, width, channels], -1, 1, 'float32', 1);
    return classificationLoss(built.network.logits(images, { isTraining: true }), labels);
  }
  const ids = tf.zeros<tf.Rank.R2>([batch, tokens], 'int32');
  const mask = tf.onesLike(ids);
  switch (built.task) {
    case 'text-classification':
      return classificationLoss(built.network.logits(ids, mask, dropout), labels);
    case 'causal-language-model':
      return causalLanguageLoss(built.network.logits(ids, mask, dropout), ids, { mask });
    case 'encoder-decoder':
      return sequenceToSequenceLoss(built.network.logits(ids, mask, ids, dropout), ids, {});
  }
}

/** What a step holds at its peak, weights and their gradients left out. */
async function measured(built: BuiltNetwork, step: () => void): Promise<number> {
  const held = tf.memory().numBytes;
  const { peakBytes } = await tf.profile(() => {
    tf.tidy(step);
    return tf.scalar(0);
  });
  const gradients = built.network.weights.reduce((sum, { variable }) => sum + 4 * variable.size, 0);
  return peakBytes - held - gradients;
}

for (const backend of testedBackends()) {
  describe(`activations of a step on ${backend}`, () => {
    before(() => useTestedBackend(backend));
    for (const [name, [description, batch, tokens = 1]] of Object.entries(networks)) {
      test(`are estimated at one to three times what ${name} takes (reference: tfjs's own count)`, async () => {
        const built = createNetwork(description, { seed: 1 });
        const peak = await measured(built, () =>
          lossGradients(built.network, () => lossOf(built, description, { batch, tokens, dropout: new Dropout(1, 0) })),
        );
        const estimate = activationBytes(built.network.weights, description, { batch, tokens, isTraining: true });
        built.network.dispose();
        assert.ok(estimate >= peak && estimate <= LARGEST_RATIO * peak, `${estimate} for ${peak} bytes`);
      });

      test(`are estimated at no less than what ${name} takes to evaluate`, async () => {
        const built = createNetwork(description, { seed: 1 });
        const forward = await measured(built, () => lossOf(built, description, { batch, tokens }));
        const estimate = activationBytes(built.network.weights, description, { batch, tokens, isTraining: false });
        built.network.dispose();
        assert.ok(estimate >= forward, `${estimate} for ${forward} bytes`);
      });
    }
  });
}
