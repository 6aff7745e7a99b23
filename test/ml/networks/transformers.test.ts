import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { ModelsmithError } from '../../../src/base/errors.js';
import { lossGradients } from '../../../src/ml/losses/loss-gradients.js';
import { createNetwork, type BuiltNetwork } from '../../../src/ml/networks/create-network.js';
import { loadWeights } from '../../../src/ml/networks/load-weights.js';
import type { CausalLanguageModel, Network } from '../../../src/ml/networks/network.js';
import { observeInputs } from '../../../src/ml/networks/observe-inputs.js';
import { openNetwork } from '../../../src/ml/networks/open-network.js';
import { saveWeights } from '../../../src/ml/networks/save-weights.js';
import type { TensorSource } from '../../../src/ml/networks/tensor-source.js';
import { torchShape } from '../../../src/ml/networks/torch-layout.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { useTestedBackend } from '../../rig/backends.js';

const signal = new AbortController().signal;
const small = {
  hidden_size: 16,
  intermediate_size: 24,
  num_attention_heads: 4,
  num_hidden_layers: 2,
  vocab_size: 20,
  max_position_embeddings: 12,
};
const gpt2 = { model_type: 'gpt2', n_embd: 16, n_head: 4, n_layer: 2, vocab_size: 20, n_positions: 12 };
const t5 = { model_type: 't5', d_model: 16, d_kv: 4, num_heads: 4, d_ff: 24, num_layers: 2, vocab_size: 20 };
/** One of each type, with the layouts that differ. */
const descriptions = [
  { model_type: 'bert', ...small, num_labels: 3 },
  { model_type: 'roberta', ...small, num_labels: 3, max_position_embeddings: 14, pad_token_id: 1 },
  gpt2,
  { ...gpt2, tie_word_embeddings: false, scale_attn_by_inverse_layer_idx: true },
  { model_type: 'llama', ...small, num_key_value_heads: 2, attention_bias: true, mlp_bias: true },
  { model_type: 'qwen2', ...small, num_key_value_heads: 1, tie_word_embeddings: true },
  t5,
  { ...t5, feed_forward_proj: 'gated-gelu', tie_word_embeddings: false },
] as const;

before(() => useTestedBackend('cpu'));

/** The logits of a batch of two texts, the second padded. */
function logitsOf({ task, network }: BuiltNetwork): tf.Tensor {
  return tf.tidy(() => {
    const ids = tf.tensor2d([5, 3, 7, 2, 9, 0, 0, 0], [2, 4], 'int32');
    const mask = tf.tensor2d([1, 1, 1, 1, 1, 0, 0, 0], [2, 4], 'int32');
    switch (task) {
      case 'text-classification':
      case 'causal-language-model':
        return network.logits(ids, mask);
      case 'encoder-decoder':
        return network.logits(ids, mask, ids);
      case 'image-classification':
        return assert.fail();
    }
  });
}

const valuesOf = (built: BuiltNetwork): Float32Array => tf.tidy(() => logitsOf(built).dataSync<'float32'>());

function buildLanguageModel(description: object, seed = 1): CausalLanguageModel {
  const built = createNetwork({ ...description }, { seed });
  assert.ok(built.task === 'causal-language-model');
  return built.network;
}

/** Tensors of a network as a source, renamed. */
function sourceOf(network: Network, rename: (name: string) => string = (name) => name): TensorSource {
  const byName = new Map(network.weights.map((weight) => [rename(weight.name), weight]));
  return {
    place: '/m',
    find: (name) => {
      const weight = byName.get(name);
      return weight === undefined ? undefined : { name, shape: torchShape(weight), file: '/m/model.safetensors' };
    },
    read: async ({ name }) => (byName.get(name) ?? assert.fail(name)).variable.data<'float32'>(),
  };
}

for (const description of descriptions) {
  const name = JSON.stringify(description);

  test(`the same seed gives the same network, another one another: ${name}`, () => {
    const networks = [1, 1, 2].map((seed) => createNetwork({ ...description }, { seed }));
    const [a, b, c] = networks.map(valuesOf);
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, c);
    assert.ok(a?.every(Number.isFinite));
    networks.forEach(({ network }) => {
      network.dispose();
    });
  });

  test(`saved and opened, the network gives the same logits: ${name}`, async () => {
    const built = createNetwork({ ...description }, { seed: 3 });
    const files = new MemoryFiles();
    const companions = new Map([['config.json', JSON.stringify(description)]]);
    await saveWeights(files, '/model', { network: built.network, dtype: 'F32', companions, signal });
    const opened = await openNetwork(files, '/model', signal);
    assert.deepEqual(valuesOf(opened), valuesOf(built));
    assert.deepEqual(
      opened.network.weights.map((weight) => weight.name),
      built.network.weights.map((weight) => weight.name),
    );
    opened.network.dispose();
    built.network.dispose();
  });

  test(`steps keep no tensors, and a network leaves none behind: ${name}`, () => {
    const start = tf.memory().numTensors;
    const built = createNetwork({ ...description }, { seed: 1 });
    const owned = tf.memory().numTensors;
    assert.equal(owned - start, built.network.weights.length);
    for (let step = 0; step < 3; step++) {
      tf.dispose(logitsOf(built));
      const { loss, gradients } = lossGradients(built.network, () => tf.mean(tf.square(logitsOf(built))));
      loss.dispose();
      tf.dispose([...gradients.values()]);
    }
    assert.equal(tf.memory().numTensors, owned);
    built.network.dispose();
    assert.equal(tf.memory().numTensors, start);
  });
}

test('first weights have the deviations of transformers, and the padding token begins at zero', () => {
  const deviationOf = (network: Network, name: string): number => {
    const weight = network.weights.find((one) => one.name === name) ?? assert.fail(name);
    return tf.tidy(() => Math.sqrt(tf.moments(weight.variable).variance.dataSync()[0] ?? 0));
  };
  const assertNear = (got: number, expected: number): void => {
    assert.ok(Math.abs(got / expected - 1) < 0.1, `${got}, expected ${expected}`);
  };
  const wide = createNetwork({ ...gpt2, n_embd: 64, n_layer: 8, initializer_range: 0.05 }, { seed: 1 }).network;
  assertNear(deviationOf(wide, 'transformer.h.0.attn.c_attn.weight'), 0.05);
  assertNear(deviationOf(wide, 'transformer.h.3.mlp.c_proj.weight'), 0.05 / 4);
  wide.dispose();
  const t5Network = createNetwork({ ...t5, d_model: 64, d_ff: 256, initializer_factor: 2 }, { seed: 1 }).network;
  const layer = 'encoder.block.1.layer.0.SelfAttention';
  assertNear(deviationOf(t5Network, 'shared.weight'), 2);
  assertNear(deviationOf(t5Network, `${layer}.q.weight`), 2 * (64 * 4) ** -0.5);
  assertNear(deviationOf(t5Network, `${layer}.k.weight`), 2 * 64 ** -0.5);
  assertNear(deviationOf(t5Network, `${layer}.o.weight`), 2 * 16 ** -0.5);
  assertNear(deviationOf(t5Network, 'encoder.block.0.layer.1.DenseReluDense.wo.weight'), 2 * 256 ** -0.5);
  t5Network.dispose();
  const roberta = createNetwork({ ...descriptions[1] }, { seed: 1 }).network;
  const [words, positions] = roberta.weights;
  for (const weight of [words, positions]) {
    const table = weight?.variable.arraySync() as number[][];
    assert.deepEqual(table.map((one) => one.every((value) => value === 0)).indexOf(true), 1);
  }
  roberta.dispose();
});

test('a later token changes nothing before it, and padding nothing that counts', () => {
  for (const description of descriptions) {
    const built = createNetwork({ ...description }, { seed: 4 });
    if (built.task === 'causal-language-model') {
      const { network } = built;
      const run = (text: readonly number[], mask: readonly number[]): readonly number[][] =>
        tf.tidy(() => {
          const shape: [number, number] = [1, text.length];
          const logits = network.logits(tf.tensor2d([...text], shape, 'int32'), tf.tensor2d([...mask], shape, 'int32'));
          return logits.arraySync()[0] ?? [];
        });
      const [whole, other, padded] = [
        run([4, 8, 2], [1, 1, 1]),
        run([4, 8, 9], [1, 1, 1]),
        run([4, 8, 9, 1], [1, 1, 0, 0]),
      ];
      for (const t of [0, 1]) {
        assert.deepEqual(other[t], whole[t]);
        assert.deepEqual(padded[t], whole[t]);
      }
      assert.notDeepEqual(other[2], whole[2]);
    }
    built.network.dispose();
  }
});

test('all tensors that are missing or have another shape are told at once, with the file', async () => {
  const network = buildLanguageModel(gpt2);
  const source = sourceOf(buildLanguageModel({ ...gpt2, vocab_size: 21, n_layer: 1 }));
  await assert.rejects(loadWeights(network, source, { signal }), (thrown: unknown) => {
    assert.ok(thrown instanceof ModelsmithError);
    const [first, ...rest] = thrown.problems;
    assert.equal(first.code, 'tensor-shape');
    assert.deepEqual(first.arguments, { expected: [20, 16], found: [21, 16] });
    assert.deepEqual(first.where, { file: '/m/model.safetensors', tensor: 'transformer.wte.weight' });
    assert.ok(rest.every(({ code, where }) => code === 'tensor-missing' && where.file === '/m'));
    assert.equal(rest.length, 12);
    return true;
  });
});

test('a body without a head is loaded into a network whose head begins afresh', async () => {
  const [, description] = descriptions;
  const body = createNetwork({ ...description, num_labels: 5 }, { seed: 1 }).network;
  const target = createNetwork({ ...description }, { seed: 2 }).network;
  const head = target.weights.slice(-2).map(({ variable }) => [...variable.dataSync()]);
  const source = sourceOf(body, (name) => name.replace(/^roberta\./, '').replace(/^classifier\.out/, 'gone'));
  await throwsProblem('tensor-missing', loadWeights(target, source, { signal }));
  const kept = await loadWeights(target, source, { signal, mayKeep: ({ name }) => name.startsWith('classifier.') });
  assert.deepEqual(kept, ['classifier.out_proj.weight', 'classifier.out_proj.bias']);
  assert.deepEqual(target.weights[0]?.variable.dataSync(), body.weights[0]?.variable.dataSync());
  assert.deepEqual(
    target.weights.slice(-2).map(({ variable }) => [...variable.dataSync()]),
    head,
  );
});

test('norms by their old names are found', async () => {
  const [description] = descriptions;
  const old = createNetwork({ ...description }, { seed: 1 });
  const target = createNetwork({ ...description }, { seed: 2 });
  const rename = (name: string) =>
    name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta');
  assert.deepEqual(await loadWeights(target.network, sourceOf(old.network, rename), { signal }), []);
  assert.deepEqual(valuesOf(target), valuesOf(old));
});

test('weights are saved in half precision, with companions as text and as copies', async () => {
  const files = new MemoryFiles();
  const network = buildLanguageModel(descriptions[4]);
  files.put('/old/tokenizer.json', '{}');
  const companions = new Map<string, string | { copyOf: string }>([
    ['config.json', JSON.stringify(descriptions[4])],
    ['tokenizer.json', { copyOf: '/old/tokenizer.json' }],
  ]);
  for (const dtype of ['BF16', 'F16'] as const) {
    await saveWeights(files, `/${dtype}`, { network, dtype, companions, signal });
    const { checkpoint, network: opened } = await openNetwork(files, `/${dtype}`, signal);
    assert.deepEqual(checkpoint.companions, ['config.json', 'tokenizer.json']);
    assert.ok([...checkpoint.tensors.values()].every((tensor) => tensor.dtype === dtype));
    const [a, b] = [network, opened].map(({ weights }) => weights[0]?.variable.dataSync() ?? assert.fail());
    for (const [i, value] of (a ?? []).entries()) {
      const allowed = Math.abs(value) * 2 ** (dtype === 'BF16' ? -8 : -10) + 1e-7;
      assert.ok(Math.abs((b?.[i] ?? Number.NaN) - value) <= allowed);
    }
  }
});

test('a folder without a configuration is told', async () => {
  const files = new MemoryFiles();
  const network = buildLanguageModel(gpt2);
  await saveWeights(files, '/m', { network, dtype: 'F32', companions: new Map(), signal });
  const { where } = await throwsProblem('file-missing', openNetwork(files, '/m', signal));
  assert.equal(where.file, '/m/config.json');
});

test('what a description lacks or says wrongly is told with its key', async () => {
  const build = (description: object) => () => createNetwork({ ...description }, { where: { file: '/c.json' } });
  const { code, where } = await throwsProblem('key-missing', build({ model_type: 'llama' }));
  assert.deepEqual([code, where.file], ['key-missing', '/c.json']);
  await throwsProblem('key-missing', build({}));
  const type = await throwsProblem('value-choice', build({ model_type: 'mamba' }));
  assert.equal(type.where.key, 'model_type');
  const llama = descriptions[4];
  assert.equal((await throwsProblem('value-type', build({ ...llama, hidden_size: '16' }))).where.key, 'hidden_size');
  await throwsProblem('value-type', build({ ...llama, hidden_size: 16.5 }));
  await throwsProblem('value-range', build({ ...llama, hidden_size: 0 }));
  await throwsProblem('value-range', build({ ...llama, vocab_size: 1e15 }));
  await throwsProblem('value-range', build({ ...llama, rope_theta: 0 }));
  await throwsProblem('network-division', build({ ...llama, num_attention_heads: 3, num_key_value_heads: 3 }));
  await throwsProblem('network-division', build({ ...llama, num_key_value_heads: 3 }));
  await throwsProblem('network-too-large', build({ ...llama, vocab_size: 2 ** 24, hidden_size: 1024 }));
  const rope = await throwsProblem(
    'network-feature',
    build({ ...llama, rope_scaling: { rope_type: 'llama3', factor: 8 } }),
  );
  assert.equal(rope.where.key, 'rope_scaling.rope_type');
  await throwsProblem('network-feature', build({ ...llama, hidden_act: 'gelu' }));
  await throwsProblem('network-feature', build({ ...descriptions[0], hidden_act: 'mish' }));
  await throwsProblem('network-feature', build({ ...descriptions[0], position_embedding_type: 'relative_key' }));
  await throwsProblem('network-feature', build({ ...descriptions[5], layer_types: ['sliding_attention'] }));
  await throwsProblem('value-range', build({ ...t5, relative_attention_max_distance: 4 }));
});

test('a text that is longer than the positions of a network is told', async () => {
  for (const description of descriptions.slice(0, 6)) {
    const built = createNetwork({ ...description }, { seed: 1 });
    assert.ok(built.task === 'text-classification' || built.task === 'causal-language-model');
    const ids = tf.ones<tf.Rank.R2>([1, 13], 'int32');
    const { arguments: args } = await throwsProblem('sequence-too-long', () => built.network.logits(ids, ids));
    assert.deepEqual(args, { tokens: 13, limit: 12 });
  }
});

test('the inputs of linear layers are told by weight, as rows', () => {
  const network = buildLanguageModel(descriptions[4]);
  const shapes = new Map<string, readonly number[]>();
  tf.tidy(() => {
    const ids = tf.ones<tf.Rank.R2>([2, 3], 'int32');
    observeInputs(
      ({ name }, rows) => shapes.set(name, rows.shape),
      () => network.logits(ids, ids),
    );
    network.logits(ids, ids);
  });
  // Seven a layer, and the head, which isn't tied.
  assert.equal(shapes.size, 2 * 7 + 1);
  assert.deepEqual(shapes.get('model.layers.1.mlp.down_proj.weight'), [6, 24]);
  assert.deepEqual(shapes.get('model.layers.0.self_attn.q_proj.weight'), [6, 16]);
});
