import assert from 'node:assert/strict';
import {
  type OptimizerDescription,
  optimizerDefaults,
  type OptimizerName,
} from '../../../src/base/optimizer-description.js';

/** One optimizer's way through one problem. Steps count from 1; traj and loss have the starting point before them. */
export interface GoldenRun {
  readonly traj: readonly (readonly number[])[];
  readonly loss: readonly number[];
  readonly d?: readonly number[];
  readonly averaged?: readonly (readonly number[])[];
}

export interface GoldenCase {
  readonly case: string;
  readonly optimizer: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly problem: string;
  readonly float64: GoldenRun;
  readonly float32: GoldenRun;
}

export type GoldenProblem =
  | { readonly kind: 'quadratic'; readonly a: readonly number[]; readonly c: readonly number[] }
  | { readonly kind: 'rosenbrock' }
  | {
      readonly kind: 'logistic';
      readonly X: readonly (readonly number[])[];
      readonly y: readonly number[];
      readonly l2: number;
    };

export interface GoldenFile {
  readonly problems: Readonly<Record<string, GoldenProblem>>;
  readonly cases: readonly GoldenCase[];
}

const names: Readonly<Record<string, OptimizerName>> = {
  SGD: 'sgd',
  Adam: 'adam',
  AdamW: 'adamw',
  AdamG: 'adamg',
  AdaGradNorm: 'adagrad-norm',
  GOG: 'gog',
  DoG: 'dog',
  LDoG: 'ldog',
  DoWG: 'dowg',
  DAdaptAdam: 'dadapt-adam',
  Prodigy: 'prodigy',
  ScheduleFreeAdamW: 'schedule-free-adamw',
};

/** Our names of the file's parameters, where they differ. */
const keys: Readonly<Record<string, string>> = {
  b1: 'beta1',
  b2: 'beta2',
  b3: 'beta3',
  eta: 'lr',
  wd: 'weight_decay',
  decouple: 'decoupled_decay',
  fixed: 'fixed_decay',
  reps_rel: 'reps',
  bias: 'bias_correction',
};

/** The case's optimizer with all its parameters. A parameter that we don't have fails the test. */
export function readDescription({ optimizer, params }: GoldenCase): OptimizerDescription {
  const isAdam = optimizer === 'Adam' || optimizer === 'AdamW';
  const isDecoupled = optimizer === 'AdamW' || params['decouple'] === true;
  const name = isAdam ? (isDecoupled ? 'adamw' : 'adam') : (names[optimizer] ?? assert.fail(optimizer));
  const description: Record<string, unknown> = { ...optimizerDefaults[name] };
  for (const [key, value] of Object.entries(params)) {
    const ours = keys[key] ?? key;
    // How Adam decays is in its name, how weights are cut is not the optimizer's to say.
    if (key === 'tensors' || (isAdam && key === 'decouple')) {
      continue;
    }
    assert.ok(Object.hasOwn(description, ours), `${optimizer} has no parameter ${key}`);
    description[ours] = value;
  }
  return description as unknown as OptimizerDescription;
}

/** The sizes of the consecutive tensors that the parameters are cut into: one, unless the case says. */
export function partSizes({ params }: GoldenCase, parameters: number): readonly number[] {
  return (params['tensors'] as readonly number[] | undefined) ?? [parameters];
}
