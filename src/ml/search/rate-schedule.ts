import type { RateStrategy } from '../../base/search-names.js';
import type { Draws } from './draws.js';

export interface RateSettings {
  readonly strategy: RateStrategy;
  /** F0. */
  readonly firstScale: number;
  /** CR0. */
  readonly firstRate: number;
  /** vmin: where the cosine ends. */
  readonly floor: number;
  /** T: generations of half a period. */
  readonly period: number;
}

/** F and CR of a generation, and what the next ones follow from. */
export interface Rates {
  /** F: the factor on differences. */
  readonly scale: number;
  /** CR: the share of scalars that a donor gives. */
  readonly rate: number;
  /** The last generation after which the adaptive form changed them; 0 at the start. */
  readonly changedAt: number;
}

/** Those of the first generation. */
export function firstRates({ firstScale, firstRate }: RateSettings): Rates {
  return { scale: firstScale, rate: firstRate, changedAt: 0 };
}

/** c(e) = vmin + (v0 - vmin)(1 + cos(pi e / T))/2 (CADE, released code). */
export function cosineRate(
  generation: number,
  first: number,
  { floor, period }: Pick<RateSettings, 'floor' | 'period'>,
): number {
  return floor + ((first - floor) * (1 + Math.cos((Math.PI * generation) / period))) / 2;
}

/**
 * F and CR of generation `e + 1`, from what came of generation `e` = 1, 2, …: `noise` and `adaptive` draw one uniform
 * for F, then one for CR, where something changes (CADE, released code; F = c + v0 + (vmin - v0) u, or c - (v0 - vmin)/2).
 */
export function nextRates(
  rates: Rates,
  { generation, accepted }: { readonly generation: number; readonly accepted: number },
  { settings, draws }: { readonly settings: RateSettings; readonly draws: Draws },
): Rates {
  const { strategy, firstScale, firstRate, floor } = settings;
  const plain = (epoch: number, first: number): number => cosineRate(epoch, first, settings);
  const noisy = (epoch: number, first: number): number => plain(epoch, first) + first + (floor - first) * draws.next();
  const signed = (first: number): number => plain(generation, first) - (first - floor) / 2;
  switch (strategy) {
    case 'constant':
      return rates;
    case 'plain':
      return { ...rates, scale: plain(generation, firstScale), rate: plain(generation, firstRate) };
    case 'noise': {
      const scale = noisy(generation, firstScale);
      return { ...rates, scale, rate: noisy(generation, firstRate) };
    }
    case 'signed':
      return { ...rates, scale: signed(firstScale), rate: signed(firstRate) };
    case 'adaptive': {
      if (accepted >= 2) {
        return rates;
      }
      const epoch = rates.changedAt + 1;
      const scale = noisy(epoch, firstScale);
      return { scale, rate: noisy(epoch, firstRate), changedAt: generation };
    }
  }
}
