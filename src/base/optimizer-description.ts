/** Where a number may lie; a missing border means there is none. */
export interface NumberRange {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
}

/** What every optimizer has. */
interface Common {
  readonly lr: number;
  /** L2 (added to the gradient times the weight) unless the optimizer says otherwise. */
  readonly weight_decay: number;
}

/** Momentum, plain or Nesterov's, without dampening. */
export interface SgdDescription extends Common {
  readonly name: 'sgd';
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** Adam (decay L2), and AdamW (decay decoupled: the weights shrink by `lr * weight_decay`). */
export interface AdamDescription extends Common {
  readonly name: 'adam' | 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** AdamG: the step is `min(lr, 1/sqrt(k))`, and the size of what it multiplies follows from `s(u) = p u^q`. */
export interface AdamGDescription extends Common {
  readonly name: 'adamg';
  readonly beta1: number;
  readonly beta2: number;
  readonly beta3: number;
  readonly p: number;
  readonly q: number;
  readonly eps: number;
  /** The weights shrink by `lr * weight_decay` before the step, instead of L2. */
  readonly decoupled_decay: boolean;
  /** Decoupled decay shrinks by `weight_decay` alone, whatever the learning rate. */
  readonly fixed_decay: boolean;
}

/** AdaGrad with one sum of squares for all weights; `lr` is its eta. */
export interface AdaGradNormDescription extends Common {
  readonly name: 'adagrad-norm';
}

/** AdaGrad-Norm with the golden step size `p V^q`, which `lr` multiplies. */
export interface GogDescription extends Common {
  readonly name: 'gog';
  readonly p: number;
  readonly q: number;
}

/** Distance over gradients; LDoG measures both for every tensor by itself. */
export interface DogDescription extends Common {
  readonly name: 'dog' | 'ldog';
  /** The first distance, relative to `1 + ||x0||`; 1e-4 suits networks with batch-norm. */
  readonly reps: number;
  /** The size of the first step, instead of one that follows from `reps`. */
  readonly init_eta: number | null;
  readonly eps: number;
  /** Gamma of the average of the iterates that is evaluated instead of the last one. */
  readonly average: number | null;
}

/** Distance over weighted gradients. */
export interface DowgDescription extends Common {
  readonly name: 'dowg';
  readonly eps: number;
}

/** What D-Adapt Adam and Prodigy share: both estimate the distance `d` to the solution. */
interface Adapting extends Common {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Where the estimate starts. */
  readonly d0: number;
  /** The estimate grows at most by this factor a step. */
  readonly growth: number | null;
  readonly bias_correction: boolean;
  /** The weights shrink by `d * lr * weight_decay`, instead of L2. */
  readonly decoupled_decay: boolean;
}

export interface DAdaptAdamDescription extends Adapting {
  readonly name: 'dadapt-adam';
}

export interface ProdigyDescription extends Adapting {
  readonly name: 'prodigy';
  /** Decay of the sums behind the estimate; the square root of beta2 where null. */
  readonly beta3: number | null;
  /** Multiplies the estimate. */
  readonly d_coef: number;
  /** Leaves the learning rate out of the denominator of the estimate, which helps with warm-up. */
  readonly safeguard: boolean;
}

/** AdamW that averages instead of following a schedule: trained at y, evaluated at x. Its decay acts at y. */
export interface ScheduleFreeAdamWDescription extends Common {
  readonly name: 'schedule-free-adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Steps over which the learning rate rises to `lr`. */
  readonly warmup: number;
  /** Exponents of the step and of the largest learning rate so far in an iterate's share of the average. */
  readonly r: number;
  readonly weight_lr_power: number;
}

/** An optimizer as plain data, complete: every parameter stands in it. Names and letters are the papers'. */
export type OptimizerDescription =
  | SgdDescription
  | AdamDescription
  | AdamGDescription
  | AdaGradNormDescription
  | GogDescription
  | DogDescription
  | DowgDescription
  | DAdaptAdamDescription
  | ProdigyDescription
  | ScheduleFreeAdamWDescription;

export type OptimizerName = OptimizerDescription['name'];

const adaptive = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0 } as const;
const distance = { lr: 1, weight_decay: 0, reps: 1e-6, init_eta: null, eps: 1e-8, average: null } as const;
const adapting = { ...adaptive, lr: 1, d0: 1e-6, growth: null, bias_correction: false } as const;

/** What holds where an experiment says nothing: the published values. The one table that schema, engines and tests read. */
export const optimizerDefaults = {
  sgd: { name: 'sgd', lr: 1e-3, momentum: 0, nesterov: false, weight_decay: 0 },
  adam: { name: 'adam', lr: 1e-3, ...adaptive },
  adamw: { name: 'adamw', lr: 1e-3, ...adaptive, weight_decay: 0.01 },
  adamg: {
    name: 'adamg',
    lr: 1,
    beta1: 0.95,
    beta2: 0.999,
    beta3: 0.95,
    p: 0.2,
    q: 0.24,
    eps: 1e-8,
    weight_decay: 0,
    decoupled_decay: false,
    fixed_decay: false,
  },
  'adagrad-norm': { name: 'adagrad-norm', lr: 1, weight_decay: 0 },
  gog: { name: 'gog', lr: 1, p: 0.2, q: 0.24, weight_decay: 0 },
  dog: { name: 'dog', ...distance },
  ldog: { name: 'ldog', ...distance },
  dowg: { name: 'dowg', lr: 1, eps: 1e-4, weight_decay: 0 },
  'dadapt-adam': { name: 'dadapt-adam', ...adapting, decoupled_decay: false },
  prodigy: { name: 'prodigy', ...adapting, beta3: null, d_coef: 1, safeguard: false, decoupled_decay: true },
  'schedule-free-adamw': {
    name: 'schedule-free-adamw',
    lr: 0.0025,
    ...adaptive,
    warmup: 0,
    r: 0,
    weight_lr_power: 2,
  },
} as const satisfies {
  readonly [Name in OptimizerName]: OptimizerDescription & { readonly name: Name };
};

const share: NumberRange = { atLeast: 0, below: 1 };
const positive: NumberRange = { above: 0 };
const notNegative: NumberRange = { atLeast: 0 };

/** Where the numbers may lie; a name means the same in every optimizer that has it. */
export const optimizerRanges = {
  lr: positive,
  weight_decay: notNegative,
  momentum: share,
  beta1: share,
  // A square root of 1 - beta2^k is divided by; at 0 the second moment is the last gradient's alone, which is allowed.
  beta2: share,
  beta3: share,
  eps: positive,
  p: positive,
  q: { above: 0, atMost: 1 },
  reps: positive,
  init_eta: positive,
  average: notNegative,
  d0: positive,
  d_coef: positive,
  growth: { above: 1 },
  warmup: notNegative,
  r: notNegative,
  weight_lr_power: notNegative,
} as const satisfies Readonly<Record<string, NumberRange>>;
