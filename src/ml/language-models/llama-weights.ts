import { modelsmithError } from '../../base/errors.js';
import { findTensor } from '../networks/find-tensor.js';
import type { LlamaSettings } from '../networks/llama-settings.js';
import type { TensorSource } from '../networks/tensor-source.js';

/** A linear layer: weights out x in, row by row. */
export interface LinearValues {
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
  readonly inputs: number;
  readonly outputs: number;
}

export interface LlamaLayerValues {
  readonly attentionNorm: Float32Array;
  readonly query: LinearValues;
  readonly key: LinearValues;
  readonly value: LinearValues;
  readonly attentionOutput: LinearValues;
  readonly middleNorm: Float32Array;
  readonly gate: LinearValues;
  readonly up: LinearValues;
  readonly down: LinearValues;
}

/** The weights of a network in Llama's layout as plain arrays. */
export interface LlamaValues {
  readonly embedding: Float32Array;
  readonly layers: readonly LlamaLayerValues[];
  readonly lastNorm: Float32Array;
  readonly head: LinearValues;
}

/** Reads them by their torch names. Throws `tensor-missing`, `tensor-shape`. */
export async function readLlamaValues(
  settings: LlamaSettings,
  source: TensorSource,
  signal: AbortSignal,
): Promise<LlamaValues> {
  const { hidden, intermediate, heads, keyValueHeads, headSize, vocabularySize } = settings;
  const read = async (name: string, expected: readonly number[]): Promise<Float32Array> => {
    signal.throwIfAborted();
    const tensor = findTensor(source, name);
    if (tensor === undefined) {
      throw modelsmithError('tensor-missing', { tensor: name }, { file: source.place, tensor: name });
    }
    if (tensor.shape.join() !== expected.join()) {
      throw modelsmithError('tensor-shape', { expected, found: tensor.shape }, { file: tensor.file, tensor: name });
    }
    return source.read(tensor);
  };
  const linear = async (name: string, sizes: readonly [number, number], hasBias: boolean): Promise<LinearValues> => {
    const [inputs, outputs] = sizes;
    const weight = await read(`${name}.weight`, [outputs, inputs]);
    return { weight, bias: hasBias ? await read(`${name}.bias`, [outputs]) : undefined, inputs, outputs };
  };
  const { hasQueryKeyValueBias, hasOutputBias, hasMlpBias } = settings;
  const embedding = await read('model.embed_tokens.weight', [vocabularySize, hidden]);
  const layers: LlamaLayerValues[] = [];
  for (let i = 0; i < settings.layers; i++) {
    const name = `model.layers.${String(i)}`;
    const keyValue = keyValueHeads * headSize;
    layers.push({
      attentionNorm: await read(`${name}.input_layernorm.weight`, [hidden]),
      query: await linear(`${name}.self_attn.q_proj`, [hidden, heads * headSize], hasQueryKeyValueBias),
      key: await linear(`${name}.self_attn.k_proj`, [hidden, keyValue], hasQueryKeyValueBias),
      value: await linear(`${name}.self_attn.v_proj`, [hidden, keyValue], hasQueryKeyValueBias),
      attentionOutput: await linear(`${name}.self_attn.o_proj`, [heads * headSize, hidden], hasOutputBias),
      middleNorm: await read(`${name}.post_attention_layernorm.weight`, [hidden]),
      gate: await linear(`${name}.mlp.gate_proj`, [hidden, intermediate], hasMlpBias),
      up: await linear(`${name}.mlp.up_proj`, [hidden, intermediate], hasMlpBias),
      down: await linear(`${name}.mlp.down_proj`, [intermediate, hidden], hasMlpBias),
    });
  }
  const lastNorm = await read('model.norm.weight', [hidden]);
  const head = settings.isTied
    ? { weight: embedding, bias: undefined, inputs: hidden, outputs: vocabularySize }
    : await linear('lm_head', [hidden, vocabularySize], false);
  return { embedding, layers, lastNorm, head };
}
