// Tiny transformers against torch and transformers: logits, loss and the gradient of every tensor, on every backend.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { causalLanguageLoss } from '../../src/ml/losses/causal-language-loss.js';
import { classificationLoss } from '../../src/ml/losses/classification-loss.js';
import { lossGradients } from '../../src/ml/losses/loss-gradients.js';
import { sequenceToSequenceLoss } from '../../src/ml/losses/sequence-to-sequence-loss.js';
import type { BuiltNetwork } from '../../src/ml/networks/create-network.js';
import { openNetwork } from '../../src/ml/networks/open-network.js';
import { checkpointSource } from '../../src/ml/networks/tensor-source.js';
import { toTorchLayout } from '../../src/ml/networks/torch-layout.js';
import { openCheckpoint } from '../../src/ml/tensors/checkpoint.js';
import { nodeFiles } from '../../src/worker/node-files.js';
import { testedBackends, useTestedBackend } from '../rig/backends.js';
import { goldenFolder } from './golden-folder.js';

interface GoldenCase {
  readonly id: string;
  readonly folder: string;
  readonly case: string;
  readonly atol: number;
  readonly rtol: number;
  readonly grad_atol: number;
  readonly grad_rtol: number;
}

/** Figures of a case by name. */
type Figures = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

const signal = new AbortController().signal;
const { folder, skip } = goldenFolder('networks');

if (skip !== false) {
  test('networks', { skip }, () => undefined);
} else {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as {
    readonly cases: readonly GoldenCase[];
  };
  test('networks: the manifest has cases', () => {
    assert.ok(manifest.cases.length > 0);
  });
  for (const backend of testedBackends({ tiny: true })) {
    describe(`networks on ${backend}`, () => {
      before(() => useTestedBackend(backend));
      for (const golden of manifest.cases) {
        test(golden.id, () => checkCase(golden));
      }
    });
  }
}

async function checkCase(golden: GoldenCase): Promise<void> {
  const figures = await readFigures(path.join(folder, golden.folder, golden.case));
  const opened = await openNetwork(nodeFiles, path.join(folder, golden.folder), signal);
  const { network, checkpoint } = opened;
  assert.deepEqual(
    network.weights.map(({ name }) => name).sort(),
    [...checkpoint.tensors.keys()].sort(),
    'the network has the tensors of the checkpoint',
  );

  const logits = tf.tidy(() => forward(opened, figures));
  const counts = countingLogits(opened, figures);
  assertClose('logits', await logits.data(), { golden, figures, counts });
  assert.deepEqual(logits.shape, figures.get('logits')?.shape);
  logits.dispose();

  const { loss, gradients } = lossGradients(network, () => lossOf(opened, figures));
  assertClose('loss', await loss.data(), { golden, figures });
  loss.dispose();
  for (const weight of network.weights) {
    const gradient = gradients.get(weight.name) ?? assert.fail(weight.name);
    const inTorch = toTorchLayout(weight, gradient);
    assertClose(`grad.${weight.name}`, await inTorch.data(), { golden, figures, isGradient: true });
    inTorch.dispose();
    gradient.dispose();
  }
  network.dispose();
}

function forward(opened: BuiltNetwork, figures: Figures): tf.Tensor {
  const ids = integers(figures, 'input_ids');
  const mask = integers(figures, 'attention_mask');
  switch (opened.task) {
    case 'text-classification':
    case 'causal-language-model':
      return opened.network.logits(ids, mask);
    case 'encoder-decoder':
      return opened.network.logits(ids, mask, integers(figures, 'decoder_input_ids'));
    case 'image-classification':
      return assert.fail('no golden case has images');
  }
}

function lossOf(opened: BuiltNetwork, figures: Figures): tf.Scalar {
  const logits = forward(opened, figures);
  switch (opened.task) {
    case 'text-classification':
      return classificationLoss(logits as tf.Tensor2D, tf.reshape(integers(figures, 'labels'), [-1]));
    case 'causal-language-model': {
      const mask = integers(figures, 'attention_mask');
      return causalLanguageLoss(logits as tf.Tensor3D, integers(figures, 'input_ids'), { mask });
    }
    case 'encoder-decoder':
      return sequenceToSequenceLoss(logits as tf.Tensor3D, integers(figures, 'labels'));
    case 'image-classification':
      return assert.fail('no golden case has images');
  }
}

/** Which logits count: those of a language model only where its mask is 1. */
function countingLogits({ task }: BuiltNetwork, figures: Figures): (index: number) => boolean {
  const mask = figures.get('attention_mask')?.values ?? assert.fail();
  const vocabulary = figures.get('logits')?.shape.at(-1) ?? 1;
  return (index) => task !== 'causal-language-model' || mask[Math.floor(index / vocabulary)] === 1;
}

function integers(figures: Figures, name: string): tf.Tensor2D {
  const { shape, values } = figures.get(name) ?? assert.fail(name);
  // One row where there is one axis: labels of a classification.
  return tf.tensor2d(Int32Array.from(values), [shape.length === 1 ? 1 : (shape[0] ?? 0), shape.at(-1) ?? 0], 'int32');
}

function assertClose(
  name: string,
  got: ArrayLike<number>,
  options: {
    readonly golden: GoldenCase;
    readonly figures: Figures;
    readonly isGradient?: boolean;
    readonly counts?: (index: number) => boolean;
  },
): void {
  const { golden, figures, isGradient = false, counts = () => true } = options;
  const expected = figures.get(name)?.values ?? assert.fail(`the case has ${name}`);
  assert.equal(got.length, expected.length, name);
  const [atol, rtol] = isGradient ? [golden.grad_atol, golden.grad_rtol] : [golden.atol, golden.rtol];
  for (const [i, value] of expected.entries()) {
    const found = got[i] ?? Number.NaN;
    // Written so that NaN fails.
    const isClose = Math.abs(found - value) <= atol + rtol * Math.abs(value);
    assert.ok(isClose || !counts(i), `${name}[${i}] is ${found}, expected ${value}`);
  }
}

async function readFigures(file: string): Promise<Figures> {
  const checkpoint = await openCheckpoint(nodeFiles, file, signal);
  const source = checkpointSource(nodeFiles, checkpoint);
  const figures = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const tensor of checkpoint.tensors.values()) {
    figures.set(tensor.name, { shape: tensor.shape, values: await source.read(tensor) });
  }
  return figures;
}
