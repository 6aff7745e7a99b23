import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  detectStacks,
  isInputEmbedding,
  modulesOf,
  moduleOfTensor,
  nameInLayer,
  placeInLayers,
} from '../../../../src/engines/merge/resolution/layers.js';

const llama = [
  'lm_head.weight',
  'model.embed_tokens.weight',
  'model.layers.0.mlp.experts.0.w1.weight',
  'model.layers.0.mlp.experts.1.w1.weight',
  'model.layers.1.mlp.experts.0.w1.weight',
  'model.layers.2.mlp.experts.0.w1.weight',
  'model.norm.weight',
];

test('layers are told by the first number between dots; experts are no layers', () => {
  assert.deepEqual(detectStacks(llama), [{ prefix: 'model.layers', layers: 3 }]);
});

test('the number at the very beginning of a name counts', () => {
  assert.deepEqual(detectStacks(['0.weight', '1.weight']), [{ prefix: '', layers: 2 }]);
  assert.equal(nameInLayer({ prefix: '', layers: 2 }, 1, 'weight'), '1.weight');
});

test('numbers with gaps are no layers, nor is one numbered part beside real layers', () => {
  assert.deepEqual(detectStacks([...llama, 'classifier.0.weight', 'classifier.3.weight', 'score.0.weight']), [
    { prefix: 'model.layers', layers: 3 },
  ]);
});

test('a model of a single layer has layers', () => {
  assert.deepEqual(detectStacks(['h.0.attn.weight', 'wte.weight']), [{ prefix: 'h', layers: 1 }]);
});

test('a number without anything behind it, or with a leading zero, is no layer', () => {
  assert.deepEqual(detectStacks(['a.0', 'b.00.weight', 'b.01.weight', 'c.weight']), []);
});

test('a name is taken apart and put together again', () => {
  const stacks = detectStacks(llama);
  const place = placeInLayers('model.layers.2.mlp.experts.0.w1.weight', stacks);
  assert.ok(place !== undefined);
  assert.equal(place.layer, 2);
  assert.equal(place.rest, 'mlp.experts.0.w1.weight');
  assert.equal(nameInLayer(place.stack, 7, place.rest), 'model.layers.7.mlp.experts.0.w1.weight');
  assert.equal(placeInLayers('model.norm.weight', stacks), undefined);
});

test('one stack is the module default, several are named by what tells them apart', () => {
  assert.deepEqual(
    modulesOf(detectStacks(llama)).map(({ name }) => name),
    ['default'],
  );
  assert.deepEqual(modulesOf([]), [{ name: 'default', path: '', stack: undefined }]);
  const stack = (prefix: string) => ({ prefix, layers: 2 });
  const named = (...prefixes: readonly string[]) => modulesOf(prefixes.map(stack)).map(({ name }) => name);
  assert.deepEqual(named('encoder.block', 'decoder.block'), ['encoder', 'decoder']);
  assert.deepEqual(named('model.encoder.layers', 'model.decoder.layers'), ['encoder', 'decoder']);
  assert.deepEqual(named('vision_tower.encoder.layers', 'language_model.model.layers'), [
    'vision_tower',
    'language_model',
  ]);
  assert.deepEqual(named('layer1', 'layer2', 'layer3'), ['layer1', 'layer2', 'layer3']);
  assert.deepEqual(named('a.x', 'a.y', 'b'), ['a.x', 'a.y', 'b']);
});

test('a tensor outside all layers belongs to the module its name begins with, else embeddings to the first, heads to the last', () => {
  const modules = modulesOf([
    { prefix: 'encoder.block', layers: 2 },
    { prefix: 'decoder.block', layers: 2 },
  ]);
  assert.equal(moduleOfTensor('encoder.final_layer_norm.weight', modules)?.name, 'encoder');
  assert.equal(moduleOfTensor('decoder.block.1.x.weight', modules)?.name, 'decoder');
  assert.equal(moduleOfTensor('shared.weight', modules)?.name, 'encoder');
  assert.equal(moduleOfTensor('lm_head.weight', modules)?.name, 'decoder');
});

test('input embeddings are told from output heads', () => {
  const embeddings = [
    'model.embed_tokens.weight',
    'wte.weight',
    'wpe.weight',
    'embeddings.LayerNorm.weight',
    'shared.weight',
  ];
  assert.ok(embeddings.every(isInputEmbedding));
  assert.ok(!['lm_head.weight', 'model.norm.weight', 'embed_out.weight', 'unembed.weight'].some(isInputEmbedding));
});
