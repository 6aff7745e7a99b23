import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../../../src/base/random.js';
import { lossGradients } from '../../../src/ml/losses/loss-gradients.js';
import { createNetwork, type BuiltNetwork } from '../../../src/ml/networks/create-network.js';
import { Dropout } from '../../../src/ml/networks/layers/dropout.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

const small = {
  hidden_size: 16,
  intermediate_size: 24,
  num_attention_heads: 4,
  num_hidden_layers: 2,
  vocab_size: 20,
  max_position_embeddings: 14,
};
const gpt2 = { model_type: 'gpt2', n_embd: 16, n_head: 4, n_layer: 2, vocab_size: 20, n_positions: 12 };
const t5 = { model_type: 't5', d_model: 16, d_kv: 4, num_heads: 4, d_ff: 24, num_layers: 2, vocab_size: 20 };

/** Networks, and every key by which their configurations tell dropout. */
const networks = [
  [{ model_type: 'bert', ...small }, ['hidden_dropout_prob', 'attention_probs_dropout_prob', 'classifier_dropout']],
  [
    { model_type: 'roberta', ...small, pad_token_id: 1 },
    ['hidden_dropout_prob', 'attention_probs_dropout_prob', 'classifier_dropout'],
  ],
  [gpt2, ['embd_pdrop', 'attn_pdrop', 'resid_pdrop']],
  [{ model_type: 'llama', ...small }, ['attention_dropout']],
  [{ model_type: 'qwen2', ...small }, ['attention_dropout']],
  [t5, ['dropout_rate']],
  [{ ...t5, feed_forward_proj: 'gated-gelu' }, ['dropout_rate']],
] as const;

function logitsOf({ task, network }: BuiltNetwork, dropout?: Dropout): tf.Tensor {
  const ids = tf.tensor2d([5, 3, 7, 2, 9, 4, 0, 0], [2, 4], 'int32');
  const mask = tf.tensor2d([1, 1, 1, 1, 1, 1, 0, 0], [2, 4], 'int32');
  switch (task) {
    case 'text-classification':
    case 'causal-language-model':
      return network.logits(ids, mask, dropout);
    case 'encoder-decoder':
      return network.logits(ids, mask, ids, dropout);
    case 'image-classification':
      return assert.fail();
  }
}

const valuesOf = (built: BuiltNetwork, dropout?: Dropout): readonly number[] =>
  tf.tidy(() => [...logitsOf(built, dropout).dataSync<'float32'>()]);

/** A network whose logits differ from text to text: first weights of 0.02 leave them all alike. */
function build(description: object): BuiltNetwork {
  return createNetwork({ initializer_range: 0.5, ...description }, { seed: 1 });
}

for (const backend of testedBackends()) {
  describe(`dropout on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    for (const [description, keys] of networks) {
      for (const key of keys) {
        test(`of ${description.model_type} by ${key} is that of the step, and none without one`, () => {
          const [plain, dropping] = [build(description), build({ ...description, [key]: 0.5 })];
          assert.deepEqual(valuesOf(dropping), valuesOf(plain), 'nothing is dropped while nothing is learnt');
          assert.deepEqual(valuesOf(plain, new Dropout(1, 0)), valuesOf(plain), 'nor where the key is absent');
          const first = valuesOf(dropping, new Dropout(1, 0));
          assert.notDeepEqual(first, valuesOf(plain));
          assert.deepEqual(valuesOf(dropping, new Dropout(1, 0)), first);
          assert.notDeepEqual(valuesOf(dropping, new Dropout(1, 1)), first);
          assert.notDeepEqual(valuesOf(dropping, new Dropout(2, 0)), first);
          plain.network.dispose();
          dropping.network.dispose();
        });
      }

      test(`of ${description.model_type} gives the gradient of what is left (reference: differences, to 2e-2)`, () => {
        const built = build({ ...description, ...Object.fromEntries(keys.map((key) => [key, 0.3])) });
        const loss = (): tf.Scalar => tf.mean(tf.square(logitsOf(built, new Dropout(1, 0))));
        tf.tidy(() => {
          const { gradients } = lossGradients(built.network, loss);
          // Along the gradient the loss rises by its squared norm.
          let squares = 0;
          const moves = built.network.weights.map(({ name, variable }) => {
            const gradient = gradients.get(name) ?? assert.fail(name);
            squares += tf.sum(tf.square(gradient)).dataSync<'float32'>()[0] ?? 0;
            return { variable, gradient, value: tf.clone(variable) };
          });
          const at = (distance: number): number => {
            for (const { variable, gradient, value } of moves) {
              variable.assign(tf.add(value, tf.mul(gradient, distance / Math.sqrt(squares))));
            }
            return loss().dataSync<'float32'>()[0] ?? Number.NaN;
          };
          const slope = (at(1e-2) - at(-1e-2)) / 2e-2;
          assert.ok(Math.abs(slope / Math.sqrt(squares) - 1) < 2e-2, `${slope} for ${Math.sqrt(squares)}`);
        });
        built.network.dispose();
      });
    }

    test('keeps its share of the elements, scaled; places and chunks differ (reference: the random stream)', () => {
      tf.tidy(() => {
        const dropout = new Dropout(3, 5);
        const first = dropout.mask([400, 500], 0.2).dataSync<'float32'>();
        const stream = randomStream(3, 'dropout/5/0');
        for (const [i, factor] of first.entries()) {
          assert.equal(factor, stream.uniform(i) < 0.8 ? 1.25 : 0, String(i));
        }
        const kept = first.filter((factor) => factor > 0).length / first.length;
        assert.ok(Math.abs(kept - 0.8) < 0.005, String(kept));
        assert.notDeepEqual(dropout.mask([400, 500], 0.2).dataSync<'float32'>(), first);
      });
    });
  });
}

test('a probability that is none is refused at its key', async () => {
  for (const value of [1, -0.1, 2]) {
    const found = await throwsProblem('value-range', () => createNetwork({ ...gpt2, resid_pdrop: value }));
    assert.equal(found.where.key, 'resid_pdrop');
  }
});
