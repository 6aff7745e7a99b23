import { fieldsOf, isCount, oneOf } from '../shared/kept-fields.js';

export const xUnits = ['step', 'epoch', 'seconds'] as const;
export type XUnit = (typeof xUnits)[number];

/** Over about how many values the training curves are smoothed; 0 is not at all. */
export const smoothings = [10, 100, 1000, 0] as const;
export type Smoothing = (typeof smoothings)[number];

export const scales = ['linear', 'logarithmic'] as const;
export type Scale = (typeof scales)[number];

/** What the user has chosen: all that makes one picture differ from another of the same runs. */
export interface PageState {
  readonly shown: 'charts' | 'table';
  readonly x: XUnit;
  readonly smoothing: Smoothing;
  /** Of the values' axis, on the charts of metrics. */
  readonly scale: Scale;
  /** The part of the x axis in sight, in its unit; all of it without. */
  readonly range?: readonly [number, number];
  /** The step whose raster is shown; the latest without. */
  readonly spikes?: number;
  /** The key of the run to compare with. */
  readonly other?: string;
}

export const firstState: PageState = { shown: 'charts', x: 'step', smoothing: 10, scale: 'linear' };

/** A kept state, whatever was kept: what doesn't fit any more is as it was at first. */
export function readPageState(kept: unknown): PageState {
  const from = fieldsOf(kept);
  const range = fieldsOf(from['range']);
  const [start, end] = [range[0], range[1]];
  return {
    shown: oneOf(['charts', 'table'] as const, from['shown']),
    x: oneOf(xUnits, from['x']),
    smoothing: oneOf(smoothings, from['smoothing']),
    scale: oneOf(scales, from['scale']),
    ...(isNumber(start) && isNumber(end) && start < end ? { range: [start, end] as const } : {}),
    ...(isCount(from['spikes']) ? { spikes: from['spikes'] } : {}),
    ...(typeof from['other'] === 'string' ? { other: from['other'] } : {}),
  };
}

/** The state with everything in sight, or with this part of it. */
export function withRange(page: PageState, range: PageState['range']): PageState {
  const rest: { -readonly [K in keyof PageState]: PageState[K] } = { ...page };
  delete rest.range;
  return range === undefined || !(range[0] < range[1]) ? rest : { ...rest, range };
}

/** The state with the raster of a step, or of the latest. */
export function withSpikes(page: PageState, step: number | undefined): PageState {
  const rest: { -readonly [K in keyof PageState]: PageState[K] } = { ...page };
  delete rest.spikes;
  return step === undefined ? rest : { ...rest, spikes: step };
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
