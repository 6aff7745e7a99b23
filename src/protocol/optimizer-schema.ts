import * as z from 'zod';
import {
  type NumberRange,
  type OptimizerDescription,
  type OptimizerName,
  optimizerDefaults,
  optimizerRanges,
} from '../base/optimizer-description.js';

const names: Readonly<Record<OptimizerName, string>> = {
  adamg: 'AdamG: Adam with the golden step size; no learning rate to tune (arXiv 2405.04376).',
  adam: 'Adam; weight decay is added to the gradient.',
  adamw: 'Adam with decoupled weight decay.',
  sgd: 'Stochastic gradient descent, with momentum if wanted.',
  'adagrad-norm': 'AdaGrad with one step size for all weights.',
  gog: 'AdaGrad-Norm with the golden step size: where AdamG comes from.',
  dog: 'Distance over gradients: no learning rate to tune.',
  ldog: 'DoG with a distance of its own for each tensor.',
  dowg: 'Distance over weighted gradients: no learning rate to tune.',
  'dadapt-adam': 'Adam whose learning rate follows from D-Adaptation.',
  prodigy: 'Prodigy: Adam that estimates its learning rate.',
  'schedule-free-adamw': 'AdamW that averages instead of following a schedule.',
};

/** What each setting is, whichever optimizer has it. */
const settings: Readonly<Record<string, string>> = {
  lr: 'Learning rate; a schedule multiplies it. The parameter-free methods want 1.',
  weight_decay: 'Weight decay.',
  momentum: 'Share of the last step that is kept.',
  nesterov: "Nesterov's form of momentum.",
  beta1: 'Decay of the running mean of the gradients.',
  beta2: 'Decay of the running mean of their squares.',
  beta3: 'Decay of what the step size is estimated from. Prodigy, absent: the square root of beta2.',
  eps: 'Added to a denominator, so that nothing is divided by zero.',
  p: 'Scale of the golden step s(u) = p u^q.',
  q: 'Exponent of the golden step s(u) = p u^q.',
  decoupled_decay: 'Decay shrinks the weights beside the step, instead of being added to the gradient.',
  fixed_decay: 'Decoupled decay by weight_decay alone, whatever the learning rate.',
  reps: 'The first distance, relative to 1 + ||x0||; 1e-4 suits networks with batch-norm.',
  init_eta: 'Size of the first step, instead of one that follows from reps.',
  average: 'Gamma of the average of the iterates that is evaluated instead of the last one; absent: no average.',
  d0: 'First estimate of the distance to the solution.',
  d_coef: 'Multiplies the estimate.',
  growth: 'The estimate grows at most by this factor a step; absent: no limit.',
  bias_correction: 'Correct the running means for their start at zero.',
  safeguard: 'Leave the learning rate out of the estimate, which helps with warm-up.',
  warmup: 'Steps over which the learning rate rises.',
  r: "Exponent of the step number in an iterate's share of the average.",
  weight_lr_power: "Exponent of the learning rate in an iterate's share of the average.",
};

function schemaOf(defaults: OptimizerDescription): z.ZodObject {
  const { name, ...rest } = defaults;
  return z.strictObject({
    name: z.literal(name).describe(names[name]),
    ...Object.fromEntries(
      Object.entries(rest).map(([key, value]: [string, unknown]) => [
        key,
        settingOf(key, value).describe(settings[key] ?? ''),
      ]),
    ),
  });
}

function settingOf(key: string, value: unknown): z.ZodType {
  if (typeof value === 'boolean') {
    return z.boolean().default(value);
  }
  const within = ranged(Object.entries(optimizerRanges).find(([one]) => one === key)?.[1] ?? {});
  return typeof value === 'number' ? within.default(value) : within.nullable().default(null);
}

function ranged({ atLeast, above, atMost, below }: NumberRange): z.ZodNumber {
  let schema = z.number();
  schema = atLeast === undefined ? schema : schema.min(atLeast);
  schema = above === undefined ? schema : schema.gt(above);
  schema = atMost === undefined ? schema : schema.max(atMost);
  return below === undefined ? schema : schema.lt(below);
}

/**
 * The optimizers with their published defaults, from the one table in `base/`: what it accepts is an
 * `OptimizerDescription`, complete.
 */
export const optimizerSchema = z.union(Object.values(optimizerDefaults).map((defaults) => schemaOf(defaults)));

/** What the schema accepted, as what it is. */
export function asOptimizer(accepted: z.infer<typeof optimizerSchema>): OptimizerDescription {
  // The schema is made of the same table as the type.
  return accepted as unknown as OptimizerDescription;
}
