import { randomStream } from '../../../src/base/random.js';
import type { PlanContext } from '../../../src/experiments/kind.js';
import type { OutputTarget } from '../../../src/base/ports.js';
import type { MergeSpec } from '../../../src/engines/merge/spec/schema.js';
import { mergeSchema } from '../../../src/engines/merge/spec/schema.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { safetensorsBytes, type HandTensor } from '../../fakes/safetensors-bytes.js';

export type Shapes = Readonly<Record<string, readonly number[]>>;

/** The tensors of a small Llama-like model. */
export function llamaShapes({ layers = 2, hidden = 4, vocabulary = 6, head = true } = {}): Shapes {
  const block = (layer: number): Shapes => ({
    [`model.layers.${layer}.input_layernorm.weight`]: [hidden],
    [`model.layers.${layer}.mlp.up_proj.weight`]: [hidden * 2, hidden],
    [`model.layers.${layer}.self_attn.q_proj.weight`]: [hidden, hidden],
  });
  return {
    'model.embed_tokens.weight': [vocabulary, hidden],
    ...Object.fromEntries(Array.from({ length: layers }, (_, layer) => Object.entries(block(layer))).flat()),
    'model.norm.weight': [hidden],
    ...(head ? { 'lm_head.weight': [vocabulary, hidden] } : {}),
  };
}

export function llamaConfig(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    architectures: ['LlamaForCausalLM'],
    num_hidden_layers: 2,
    rms_norm_eps: 1e-6,
    tie_word_embeddings: false,
    torch_dtype: 'float32',
    ...changes,
  };
}

/** Values in (-1, 1) that belong to a model and a tensor. */
export function valuesOf(model: string, tensor: string, elements: number): Float32Array {
  const values = new Float32Array(elements);
  randomStream(1, `${model}/${tensor}`).fillUniform(values, 0);
  return values.map((value) => 2 * value - 1);
}

export interface SampleModel {
  readonly shapes?: Shapes;
  /** Tensors that are given as they are, in place of drawn ones or besides them. */
  readonly tensors?: Readonly<Record<string, HandTensor>>;
  /** Undefined for the plain one, false for none. */
  readonly config?: Readonly<Record<string, unknown>> | false;
}

/** Puts a model of float32 tensors into a folder `/project/<name>`, one file. */
export function putModel(files: MemoryFiles, name: string, model: SampleModel = {}): void {
  const { shapes = llamaShapes(), tensors = {}, config = llamaConfig() } = model;
  const all = new Map<string, HandTensor>();
  for (const [tensor, shape] of Object.entries(shapes)) {
    const elements = shape.reduce((product, size) => product * size, 1);
    all.set(tensor, { dtype: 'F32', shape, data: valuesOf(name, tensor, elements) });
  }
  for (const [tensor, given] of Object.entries(tensors)) {
    all.set(tensor, given);
  }
  files.put(`/project/${name}/model.safetensors`, safetensorsBytes(all));
  if (config !== false) {
    files.put(`/project/${name}/config.json`, `${JSON.stringify(config, null, 2)}\n`);
  }
}

export function int64(values: readonly number[]): HandTensor {
  return { dtype: 'I64', shape: [values.length], data: new BigInt64Array(values.map(BigInt)) };
}

/** A spec as it comes out of its file; throws where the schema refuses it. */
export function mergeSpec(spec: unknown): MergeSpec {
  return mergeSchema.parse(spec);
}

export function planContext(
  files: MemoryFiles,
  options: { readonly output?: OutputTarget; readonly memoryBytes?: number; readonly file?: string } = {},
): PlanContext {
  const { output, memoryBytes, file = '/project/merge.experiment.yaml' } = options;
  return {
    experiment: {
      name: 'A merge',
      file,
      source: 'kind: merge\n',
      resources: memoryBytes === undefined ? {} : { memoryBytes },
    },
    folder: '/project',
    output,
    files,
    signal: new AbortController().signal,
    seed: 0,
  };
}
