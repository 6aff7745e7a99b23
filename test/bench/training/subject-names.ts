import type { Backend } from '../../../src/ml/compute/backends.js';

/** The largest ratio to the peer's CPU time that is aimed for on each backend. */
export type Aims = Partial<Readonly<Record<Backend, number>>>;

/** What is measured, by the name that both sides know it by; the table's order. */
export const subjectAims = {
  'matrix-product': { wasm: 9 },
  convolution: { native: 1.2, wasm: 9 },
  'step-sgd': { wasm: 9 },
  'step-adam': { wasm: 9 },
  'step-adamg': { wasm: 9 },
  resnet18: { native: 1.2, wasm: 9 },
  transformer: { native: 1.6, wasm: 9 },
  'sew-resnet18': { native: 1, wasm: 9 },
} as const satisfies Readonly<Record<string, Aims>>;

export type SubjectName = keyof typeof subjectAims;
