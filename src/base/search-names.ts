/** Donor rules of differential evolution, as experiments name them. */
export const donorNames = [
  'rand/1',
  'cade',
  'rand/2',
  'best/1',
  'best/2',
  'current-to-best/1',
  'rand-to-best/1',
  'current-to-rand/1',
  'trigonometric',
] as const;

/** How F and CR go over the generations: CADE's four forms, or as they are. */
export const rateStrategies = ['constant', 'plain', 'noise', 'signed', 'adaptive'] as const;
export type RateStrategy = (typeof rateStrategies)[number];
