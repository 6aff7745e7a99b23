import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { causalLanguageLoss } from '../../../src/ml/losses/causal-language-loss.js';
import { classificationLoss } from '../../../src/ml/losses/classification-loss.js';
import {
  decoderInputs,
  IGNORED_LABEL,
  sequenceToSequenceLoss,
} from '../../../src/ml/losses/sequence-to-sequence-loss.js';
import { useTestedBackend } from '../../rig/backends.js';
import { assertClose } from '../compute/assert-close.js';
import { randomNumbers } from '../compute/random-numbers.js';

const TOLERANCE = 1e-5;
const CLASSES = 5;

before(() => useTestedBackend('cpu'));

/** -ln softmax(logits)[label], with a share of the target spread over all classes. */
function crossEntropyOf(logits: readonly number[], label: number, smoothing = 0): number {
  const sum = Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0));
  return logits.reduce((total, logit, i) => {
    const target = (i === label ? 1 - smoothing : 0) + smoothing / logits.length;
    return total - target * (logit - sum);
  }, 0);
}

const logitRows = (rows: number): readonly number[][] =>
  Array.from({ length: rows }, (_, row) => randomNumbers(`row-${row}`, CLASSES).map((value) => 3 * value));

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a language model is averaged over all pairs that count, not over texts', () => {
  const rows = logitRows(8);
  const ids = [
    [1, 2, 3, 4],
    [4, 0, 1, 2],
  ];
  // The first text has three pairs; the second, with a hole, one.
  const mask = [
    [1, 1, 1, 1],
    [0, 0, 1, 1],
  ];
  const expected = mean([
    crossEntropyOf(rows[0] ?? [], 2),
    crossEntropyOf(rows[1] ?? [], 3),
    crossEntropyOf(rows[2] ?? [], 4),
    crossEntropyOf(rows[6] ?? [], 2),
  ]);
  tf.tidy(() => {
    const logits = tf.tensor3d([rows.slice(0, 4), rows.slice(4)] as number[][][]);
    const loss = causalLanguageLoss(logits, tf.tensor2d(ids, undefined, 'int32'), {
      mask: tf.tensor2d(mask, undefined, 'int32'),
    });
    assertClose(loss.dataSync(), [expected], TOLERANCE);
  });
});

test('where nothing counts the loss is zero, and so is its gradient', () => {
  tf.tidy(() => {
    const ids = tf.ones<tf.Rank.R2>([1, 3], 'int32');
    const gradient = tf.grad((logits) => causalLanguageLoss(logits as tf.Tensor3D, ids, { mask: tf.zerosLike(ids) }));
    assertClose(gradient(tf.tensor3d(logitRows(3).flat(), [1, 3, CLASSES])).dataSync(), new Float32Array(15), 0);
  });
});

test('a classification is averaged over the batch, with smoothed targets if wanted', () => {
  const rows = logitRows(3);
  const labels = [4, 0, 2];
  for (const smoothing of [0, 0.2]) {
    const expected = mean(rows.map((row, i) => crossEntropyOf(row, labels[i] ?? 0, smoothing)));
    tf.tidy(() => {
      const logits = tf.tensor2d(rows as number[][]);
      const loss = classificationLoss(logits, tf.tensor1d(labels, 'int32'), { smoothing });
      assertClose(loss.dataSync(), [expected], TOLERANCE);
    });
  }
});

test('labels of -100 are left out of a sequence', () => {
  const rows = logitRows(4);
  const expected = mean([crossEntropyOf(rows[0] ?? [], 3), crossEntropyOf(rows[2] ?? [], 1)]);
  tf.tidy(() => {
    const labels = tf.tensor2d([3, IGNORED_LABEL, 1, IGNORED_LABEL], [2, 2], 'int32');
    const logits = tf.tensor3d(rows.flat(), [2, 2, CLASSES]);
    assertClose(sequenceToSequenceLoss(logits, labels).dataSync(), [expected], TOLERANCE);
  });
});

test('a decoder is fed the labels one place later, padding where they are ignored', () => {
  tf.tidy(() => {
    const labels = tf.tensor2d([3, 4, IGNORED_LABEL, 2, IGNORED_LABEL, IGNORED_LABEL], [2, 3], 'int32');
    assert.deepEqual(decoderInputs(labels, 7, 0).arraySync(), [
      [7, 3, 4],
      [7, 2, 0],
    ]);
  });
});
