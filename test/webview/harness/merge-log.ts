import { randomStream } from '../../../src/base/random.js';
import type { Balance, TensorRecord } from '../../../src/engines/merge/events.js';
import type { RunEvent } from '../../../src/protocol/events.js';

export interface MergeLog {
  readonly events: readonly RunEvent[];
  /** What lies in the run's `dense/` folder, by file. */
  readonly dense: ReadonlyMap<string, Float32Array>;
}

export interface MergeLogOptions {
  readonly layers?: number;
  readonly tasks?: readonly string[];
  /** Experts in each layer, for very many tensors. */
  readonly experts?: number;
  readonly seed?: number;
  /** Leaves the end out: a run that still goes on, or was ended from outside. */
  readonly unfinished?: boolean;
}

const BLOCKS = 64;
const FILE = 'blocks.f32';

/**
 * The log of a merge by pcb as the engine writes it, made up: a Llama's tensors in the order of their names, coefficients
 * that drift over the depth, shares that add up to 1, a few NaN, copied buffers. Deterministic for a seed.
 */
export function makeMergeLog(options: MergeLogOptions = {}): MergeLog {
  const { layers = 16, tasks = ['math', 'code', 'german'], experts = 0, seed = 1, unfinished = false } = options;
  const random = createRandom(seed);
  const dense: number[] = [];
  const events: RunEvent[] = [];
  const say = (event: Record<string, unknown> & { readonly type: string }): void => {
    events.push({
      ...event,
      seq: events.length + 1,
      at: 1_760_000_000_000 + events.length * 40,
    } as unknown as RunEvent);
  };
  const shapes = tensorShapes(layers, experts);
  say({ type: 'started', kind: 'merge', name: 'math-code-german', seed, backend: 'plain' });
  say({ type: 'merge/tasks', method: 'pcb', tasks: tasks.map((label) => ({ label, model: `./models/${label}` })) });
  say({ type: 'phase', phase: 'merge/merging' });
  const wanted = unfinished ? shapes.slice(0, Math.floor(shapes.length * 0.4)) : shapes;
  const total = shapes.reduce((sum, { shape }) => sum + size(shape), 0);
  let done = 0;
  wanted.forEach((shape) => {
    const depth = shape.layer === undefined ? 0.5 : shape.layer / Math.max(1, layers - 1);
    say({ ...tensorRecord(shape, { depth, tasks: tasks.length, random, dense }) });
    done += size(shape.shape);
    say({ type: 'progress', done, total, unit: 'parameters' });
  });
  if (!unfinished) {
    say({
      type: 'result',
      output: '/models/merged',
      figures: [
        { name: 'parameters', value: total },
        { name: 'tensors', value: shapes.length },
        { name: 'kept', value: 0.1016 },
        { name: 'size', value: total * 2, unit: 'bytes' },
        { name: 'not-finite', value: 2 },
      ],
    });
  }
  return { events, dense: new Map([[FILE, Float32Array.from(dense)]]) };
}

interface TensorShape {
  readonly tensor: string;
  readonly module: string;
  readonly layer?: number;
  readonly shape: readonly number[];
}

function tensorShapes(layers: number, experts: number): readonly TensorShape[] {
  const modules: readonly (readonly [string, readonly number[]])[] = [
    ['input_layernorm', [2048]],
    ['mlp.down_proj', [2048, 5632]],
    ['mlp.gate_proj', [5632, 2048]],
    ['mlp.up_proj', [5632, 2048]],
    ['post_attention_layernorm', [2048]],
    ['self_attn.k_proj', [256, 2048]],
    ['self_attn.o_proj', [2048, 2048]],
    ['self_attn.q_proj', [2048, 2048]],
    ['self_attn.v_proj', [256, 2048]],
    ...Array.from({ length: experts }, (_, i) => [`mlp.experts.${i}.up_proj`, [512, 2048]] as const),
  ];
  return [
    { tensor: 'lm_head.weight', module: 'lm_head', shape: [32000, 2048] },
    { tensor: 'model.embed_tokens.weight', module: 'embed_tokens', shape: [32000, 2048] },
    ...Array.from({ length: layers }, (_, layer) =>
      modules.map(([module, shape]) => ({ tensor: `model.layers.${layer}.${module}.weight`, module, layer, shape })),
    ).flat(),
    { tensor: 'model.norm.weight', module: 'norm', shape: [2048] },
    { tensor: 'model.rotary.position_ids', module: 'rotary', shape: [1, 2048] },
  ];
}

interface Making {
  /** 0 in the first layer, 1 in the last. */
  readonly depth: number;
  readonly tasks: number;
  readonly random: () => number;
  readonly dense: number[];
}

function tensorRecord(shape: TensorShape, making: Making): TensorRecord {
  const { tensor, module, layer } = shape;
  const copied = module === 'rotary';
  const tasks = copied ? [] : balances(shape, making);
  const blocks = copied || size(shape.shape) < 4096 ? undefined : blocksOf(shape, tasks, making);
  return {
    type: 'merge/tensor',
    tensor,
    shape: [...shape.shape],
    dtype: copied ? 'I64' : 'BF16',
    module,
    tasks,
    nan: module === 'self_attn.k_proj' && layer === 3 ? 2 : 0,
    infinite: 0,
    ...(layer === undefined ? {} : { layer }),
    ...(blocks === undefined ? {} : { blocks }),
  };
}

function balances({ module }: TensorShape, { depth, tasks, random }: Making): Balance[] {
  const isNorm = module.includes('norm');
  const isAttention = module.includes('attn');
  const kept = Array.from({ length: tasks }, (_, task) => {
    const drift = 0.5 + 0.5 * Math.cos(Math.PI * (depth - task / Math.max(1, tasks - 1)));
    return (isNorm ? 0.16 : isAttention ? 0.12 : 0.085) * (0.55 + 0.75 * drift) * (0.92 + 0.16 * random());
  });
  const weight = kept.map((share) => share * (0.8 + 0.4 * random()));
  const sum = weight.reduce((a, b) => a + b, 0);
  return kept.map((share, task) => ({
    coefficient: share * (0.34 + 0.08 * random()),
    kept: share,
    share: (weight[task] ?? 0) / sum,
    agreement: 0.62 + 0.3 * ((weight[task] ?? 0) / sum) + 0.06 * random(),
  }));
}

function blocksOf(shape: TensorShape, tasks: readonly Balance[], { random, dense }: Making): TensorRecord['blocks'] {
  const elements = Math.ceil(size(shape.shape) / BLOCKS);
  const offset = dense.length * 4;
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const { coefficient, kept, share, agreement } of tasks) {
      const wave = 1 + 0.35 * Math.sin(block / 5 + share * 9) + 0.2 * (random() - 0.5);
      dense.push(
        coefficient * wave,
        kept * wave,
        Math.min(1, share * wave),
        Math.min(1, agreement * (0.9 + 0.1 * wave)),
      );
    }
  }
  return { count: BLOCKS, elements, data: { file: FILE, offset, length: BLOCKS * tasks.length * 4 } };
}

const size = (shape: readonly number[]): number => shape.reduce((product, one) => product * one, 1);

/** Uniform numbers 0..1 of the project's own generator. */
function createRandom(seed: number): () => number {
  const stream = randomStream(seed, 'test/merge-log');
  let index = 0;
  return () => stream.uniform(index++);
}
