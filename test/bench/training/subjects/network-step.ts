import * as tf from '@tensorflow/tfjs-core';
import { type OptimizerDescription, optimizerDefaults } from '../../../../src/base/optimizer-description.js';
import { causalLanguageLoss } from '../../../../src/ml/losses/causal-language-loss.js';
import { classificationLoss } from '../../../../src/ml/losses/classification-loss.js';
import { lossGradients } from '../../../../src/ml/losses/loss-gradients.js';
import { createNetwork } from '../../../../src/ml/networks/create-network.js';
import type { Network } from '../../../../src/ml/networks/network.js';
import { createOptimizer } from '../../../../src/ml/optimizers/create-optimizer.js';
import { numbersTensor, type Subject } from '../subject.js';

const CLASSES = 10;

/** A whole training step: forward, loss, gradients and the optimizer's update. */
function networkStep(network: Network, loss: () => tf.Scalar, description: OptimizerDescription): Subject {
  const weights = network.weights.filter(({ isTrainable }) => isTrainable);
  const optimizer = createOptimizer(description, [{ weights }]);
  return {
    step() {
      tf.tidy(() => {
        const told = lossGradients(network, loss);
        optimizer.step(told.gradients, 1);
        const [value = Number.NaN] = told.loss.dataSync<'float32'>();
        if (!Number.isFinite(value)) {
          throw new RangeError(`the loss is ${String(value)}`);
        }
      });
    },
    check: () => [weights.reduce((sum, { variable }) => sum + variable.size, 0)],
  };
}

/** An image classifier on a batch of square images with three channels, by SGD with momentum. */
export function imageStep(
  description: Readonly<Record<string, unknown>>,
  { batch, side }: { readonly batch: number; readonly side: number },
): Subject {
  const image = { height: side, width: side, channels: 3 };
  const built = createNetwork({ ...description, image, classes: CLASSES }, { seed: 1 });
  if (built.task !== 'image-classification') {
    throw new TypeError(built.task);
  }
  const { network } = built;
  const images = numbersTensor<tf.Rank.R4>([batch, side, side, 3]);
  const labels = tf.tensor1d(
    Array.from({ length: batch }, (_, i) => i % CLASSES),
    'int32',
  );
  const loss = () => classificationLoss(network.logits(images, { isTraining: true }), labels);
  return networkStep(network, loss, { ...optimizerDefaults.sgd, lr: 0.01, momentum: 0.9 });
}

/** A language model of 4 layers of 128, on 16 rows of 64 tokens, by Adam. */
export function languageStep(): Subject {
  const built = createNetwork(
    { type: 'gpt2', n_embd: 128, n_head: 4, n_layer: 4, vocab_size: 1000, n_positions: 64 },
    { seed: 1 },
  );
  if (built.task !== 'causal-language-model') {
    throw new TypeError(built.task);
  }
  const { network } = built;
  const ids = tf.tensor2d(
    Int32Array.from({ length: 16 * 64 }, (_, i) => (i * 7919) % 1000),
    [16, 64],
    'int32',
  );
  const mask = tf.onesLike(ids);
  return networkStep(network, () => causalLanguageLoss(network.logits(ids, mask), ids, { mask }), {
    ...optimizerDefaults.adam,
  });
}
