/** How the learning rate goes over a run, as plain data: it first rises over `warmup` steps, then does as `name` says. */
export type ScheduleDescription =
  | { readonly name: 'constant'; readonly warmup: number }
  /** To `end` times the learning rate after the last step, along a line or half a cosine. */
  | { readonly name: 'linear' | 'cosine'; readonly warmup: number; readonly end: number }
  /** Times `factor` after every `every` steps. */
  | { readonly name: 'step'; readonly warmup: number; readonly every: number; readonly factor: number };

/** What holds where an experiment says nothing. */
export const scheduleDefaults = {
  constant: { name: 'constant', warmup: 0 },
  linear: { name: 'linear', warmup: 0, end: 0 },
  cosine: { name: 'cosine', warmup: 0, end: 0 },
  step: { name: 'step', warmup: 0, every: 1000, factor: 0.1 },
} as const satisfies {
  readonly [Name in ScheduleDescription['name']]: ScheduleDescription & { readonly name: Name };
};
