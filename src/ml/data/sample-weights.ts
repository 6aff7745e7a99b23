import { randomStream } from '../../base/random.js';
import type { SamplePart, SampleTensor } from './sample-architecture.js';

/** A fine-tune of the sample: what it changes, and how far it pulls against the others. */
export interface SampleTask {
  readonly name: string;
  /** How strongly it changes a tensor, by part and depth. */
  readonly strength: (part: SamplePart, depth: number) => number;
  /** Share of the elements that all tasks fight for in which it goes against their common direction, 0..1. */
  readonly opposition: number;
}

/** Each task has parts of the model that it dominates: what the coefficients of a merge then show. */
export const sampleTasks: readonly SampleTask[] = [
  {
    name: 'math',
    strength: (part, depth) => ({ embedding: 0.3, attention: 0.4, mlp: 0.4 + 1.4 * depth, norm: 0.2 })[part],
    opposition: 0.1,
  },
  {
    name: 'code',
    strength: (part, depth) =>
      ({ embedding: 0.5, attention: 0.5 + 4.8 * depth * (1 - depth), mlp: 0.5, norm: 0.3 })[part],
    opposition: 0.35,
  },
  {
    name: 'chat',
    strength: (part, depth) =>
      ({ embedding: 1.4, attention: 1.3 - 0.9 * depth, mlp: 1.1 - 0.8 * depth, norm: 0.6 })[part],
    opposition: 0.6,
  },
];

const BASE_DEVIATION = 0.08;
const NORM_DEVIATION = 0.1;
/** Typical size of a change at strength 1, about a third of a base weight. */
const CHANGE = 0.025;
/** Consecutive rows that one task claims as its own. */
const CLAIMED_ROWS = 6;
const CHANGED_SHARE_OWN = 0.6;
const CHANGED_SHARE_OTHERS = 0.15;
/** Every other element moves by this share of a change, as it does in real training. */
const BACKGROUND = 0.02;

/** The base model's values of a tensor. */
export function sampleBase(seed: number, tensor: SampleTensor): Float32Array {
  const values = normals(seed, `sample/base/${tensor.name}`, sizeOf(tensor));
  const isNorm = tensor.part === 'norm';
  return values.map((value) => (isNorm ? 1 + NORM_DEVIATION * value : BASE_DEVIATION * value));
}

/**
 * A fine-tune's values of a tensor: the base plus a task vector that is sparse, strongest in the rows that the task claims,
 * and of which a set share has the sign opposite to a direction that all tasks have in common.
 */
export function sampleFineTune(seed: number, tensor: SampleTensor, task: number): Float32Array {
  const one = sampleTasks[task];
  if (one === undefined) {
    throw new RangeError(`no sample task ${String(task)}`);
  }
  const elements = sizeOf(tensor);
  const values = sampleBase(seed, tensor);
  const direction = normals(seed, `sample/direction/${tensor.name}`, elements);
  const claims = uniforms(seed, `sample/claims/${tensor.name}`, elements);
  const sizes = normals(seed, `sample/${one.name}/size/${tensor.name}`, elements);
  const changed = uniforms(seed, `sample/${one.name}/changed/${tensor.name}`, elements);
  const opposed = uniforms(seed, `sample/${one.name}/opposed/${tensor.name}`, elements);
  const rowLength = tensor.shape.at(-1) ?? 1;
  const change = CHANGE * one.strength(tensor.part, tensor.depth);
  for (let i = 0; i < elements; i++) {
    const claim = Math.floor(i / (rowLength * CLAIMED_ROWS));
    const owner = Math.floor((claims[claim] ?? 0) * sampleTasks.length);
    const share = owner === task ? CHANGED_SHARE_OWN : CHANGED_SHARE_OTHERS;
    const size = sizes[i] ?? 0;
    const common = Math.sign(direction[i] ?? 0);
    const sign = (opposed[i] ?? 0) < one.opposition ? -common : common;
    const delta = (changed[i] ?? 0) < share ? sign * (0.5 + Math.abs(size)) : BACKGROUND * size;
    values[i] = (values[i] ?? 0) + change * delta;
  }
  return values;
}

function sizeOf({ shape }: SampleTensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

function uniforms(seed: number, stream: string, count: number): Float32Array {
  const out = new Float32Array(count);
  randomStream(seed, stream).fillUniform(out, 0);
  return out;
}

/** Normal deviates by Box and Muller: element i from the stream's uniforms 2i and 2i + 1. */
function normals(seed: number, stream: string, count: number): Float32Array {
  const random = randomStream(seed, stream);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(2 * i)));
    out[i] = radius * Math.cos(2 * Math.PI * random.uniform(2 * i + 1));
  }
  return out;
}
