import * as z from 'zod';

const width = z.int().min(1).max(65_536);
const activation = z.enum(['relu', 'tanh']).default('relu').describe('What stands between the layers.');
const blocks = z
  .array(z.int().min(1).max(256))
  .min(1)
  .max(16)
  .optional()
  .describe('Blocks in each stage, in place of depth; channels double and sides halve from stage to stage.');

const neuron = z.strictObject({
  type: z
    .enum(['if', 'lif', 'plif'])
    .optional()
    .describe('Integrate and fire, leaky, or with a leak that is learnt; absent: lif (form cifar) or if (imagenet).'),
  tau: z
    .number()
    .gt(1)
    .default(2)
    .describe('Time constant of the leak; plif: where it starts.')
    .meta({ unit: 'steps' }),
  decay_input: z.boolean().default(false).describe('Whether the leak acts on the input, too.'),
  threshold: z.number().gt(0).default(1).describe('Potential at which a neuron fires.'),
  reset: z.enum(['hard', 'soft']).default('hard').describe('After a spike: to a potential, or down by the threshold.'),
  reset_potential: z.number().default(0).describe('Where a hard reset leads; below the threshold.'),
  detach_reset: z.boolean().default(true).describe('Whether gradients leave out the reset.'),
  surrogate: z
    .enum(['sigmoid', 'arctan'])
    .optional()
    .describe('What stands for the derivative of a spike; absent: sigmoid (form cifar) or arctan (imagenet).'),
  slope: z.number().gt(0).optional().describe('Steepness of the surrogate; absent: 4 for sigmoid, 2 for arctan.'),
});

const head = z.int().min(1).max(1024);
const layers = z.int().min(1).max(1024);
const tied = z.boolean().default(true).describe('Whether the output has the weights of the token embedding.');

/** Keys of transformers' configurations that the networks of its kind share. */
const transformer = {
  hidden_size: width.default(64).describe('Width of the network.'),
  num_hidden_layers: layers.default(2).describe('Layers.'),
  num_attention_heads: head.default(4).describe('Heads of attention; they divide the width.'),
  intermediate_size: width.default(128).describe('Width inside the feed-forward part.'),
  max_position_embeddings: z
    .int()
    .min(1)
    .max(1_048_576)
    .default(128)
    .describe('Longest text.')
    .meta({ unit: 'tokens' }),
};
const decoder = {
  ...transformer,
  num_key_value_heads: head.optional().describe('Heads of keys and values; absent: as many as of attention.'),
  tie_word_embeddings: tied,
};

/**
 * A network from scratch. What the data decide (image size, classes, vocabulary) isn't said here. Text networks have the
 * keys of Hugging Face's configurations.
 */
export const networkSchema = z.union([
  z.strictObject({
    type: z.literal('mlp').describe('Multi-layer perceptron; without hidden layers, logistic regression.'),
    hidden: z.array(width).max(64).default([128]).describe('Widths of the hidden layers.'),
    activation,
  }),
  z.strictObject({
    type: z.literal('cnn').describe('Convolutions of 3x3 one after the other, then linear layers.'),
    widths: z.array(width).min(1).max(64).default([16, 32]).describe('Channels after each convolution.'),
    activation,
    batch_norm: z.boolean().default(true).describe('Batch normalisation after each convolution.'),
    bias: z
      .boolean()
      .optional()
      .describe('Whether convolutions have a bias; absent: if there is no batch normalisation.'),
    pooling: z.enum(['max', 'average', 'none']).default('max').describe('Over 2x2 after each convolution.'),
    head: z.enum(['mean', 'flatten']).default('mean').describe('How an image becomes one row.'),
    dense: z.array(width).max(16).default([]).describe('Widths of hidden linear layers at the end.'),
  }),
  z.strictObject({
    type: z.literal('resnet').describe('Residual network for small images (He et al., 2016).'),
    depth: z.literal([18, 34]).default(18).describe('Which of the published ones.'),
    blocks,
    width: width.default(64).describe('Channels of the first stage.'),
  }),
  z.strictObject({
    type: z.literal('wide-resnet').describe('Wide residual network (Zagoruyko and Komodakis, 2016).'),
    depth: z.int().min(10).max(1000).default(16).describe('Layers: 6 n + 4, with n blocks a stage.'),
    widening: z.int().min(1).max(64).default(1).describe('Factor on the channels of every stage.'),
  }),
  z.strictObject({
    type: z.literal('sew-resnet').describe('Spiking residual network (Fang et al., 2021).'),
    form: z.enum(['cifar', 'imagenet']).default('cifar').describe('First layers for small or for large images.'),
    depth: z.literal([18, 34]).default(18).describe('Which of the published ones.'),
    blocks,
    block: z.enum(['basic', 'bottleneck']).default('basic').describe('Two convolutions a block, or three.'),
    width: width.default(64).describe('Channels before the first stage.'),
    connect: z.enum(['add', 'and', 'iand']).default('add').describe('How spikes of a block meet those that bypass it.'),
    time_steps: z.int().min(1).max(1024).default(4).describe('How long an image is shown.').meta({ unit: 'steps' }),
    neuron: neuron.optional().describe('The neurons; absent: as published for the form.'),
  }),
  z.strictObject({ type: z.literal('bert').describe('BERT with a head for classes.'), ...transformer }),
  z.strictObject({ type: z.literal('roberta').describe('RoBERTa with a head for classes.'), ...transformer }),
  z.strictObject({ type: z.literal('llama').describe('Llama, a language model.'), ...decoder }),
  z.strictObject({ type: z.literal('qwen2').describe('Qwen2, a language model.'), ...decoder }),
  z.strictObject({
    type: z.literal('gpt2').describe('GPT-2, a language model.'),
    n_embd: width.default(64).describe('Width of the network.'),
    n_layer: layers.default(2).describe('Layers.'),
    n_head: head.default(4).describe('Heads of attention; they divide the width.'),
    n_positions: z.int().min(1).max(1_048_576).default(128).describe('Longest text.').meta({ unit: 'tokens' }),
  }),
  z.strictObject({
    type: z.literal('t5').describe('T5, from text to text.'),
    d_model: width.default(64).describe('Width of the network.'),
    d_kv: width.default(16).describe('Width of a head.'),
    d_ff: width.default(128).describe('Width inside the feed-forward part.'),
    num_layers: layers.default(2).describe('Layers of the encoder and of the decoder.'),
    num_heads: head.default(4).describe('Heads of attention.'),
    feed_forward_proj: z.enum(['relu', 'gated-gelu']).default('relu').describe('The feed-forward part.'),
  }),
]);
