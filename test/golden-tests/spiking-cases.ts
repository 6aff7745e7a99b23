import assert from 'node:assert/strict';
import type { NeuronParameters } from '../../src/ml/spiking/kernels/neuron.js';
import { resolveNeuron } from '../../src/ml/spiking/neuron.js';

/** A neuron as the golden files describe it; `v_reset` null is a soft reset. */
export interface GoldenNeuron {
  readonly type: 'IF' | 'LIF' | 'PLIF';
  readonly tau?: number;
  readonly decay_input?: boolean;
  readonly v_threshold: number;
  readonly v_reset: number | null;
  readonly surrogate: 'sigmoid' | 'atan';
  readonly alpha: number;
  readonly detach_reset: boolean;
}

const TYPES = { IF: 'if', LIF: 'lif', PLIF: 'plif' } as const;

/** The same neuron in our words; of PLIF with the leak that `w` says. */
export function readNeuron(golden: GoldenNeuron, w?: number): NeuronParameters {
  const neuron = resolveNeuron({
    type: TYPES[golden.type],
    ...(golden.tau === undefined ? {} : { tau: golden.tau }),
    decay_input: golden.decay_input ?? false,
    threshold: golden.v_threshold,
    ...(golden.v_reset === null ? { reset: 'soft' } : { reset: 'hard', reset_potential: golden.v_reset }),
    detach_reset: golden.detach_reset,
    surrogate: golden.surrogate === 'atan' ? 'arctan' : 'sigmoid',
    slope: golden.alpha,
  });
  return w === undefined ? neuron : { ...neuron, leak: 1 / (1 + Math.exp(-w)) };
}

/** abs(got - expected) <= tolerance max(1, abs(expected)) for every element but those that `counts` leaves out. */
export function assertClose(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  counts: (index: number) => boolean = () => true,
): void {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] ?? Number.NaN;
    const difference = Math.abs((got[i] ?? Number.NaN) - wanted);
    assert.ok(
      difference <= tolerance * Math.max(1, Math.abs(wanted)) || !counts(i),
      `element ${i}: ${got[i]}, expected ${wanted}`,
    );
  }
}
