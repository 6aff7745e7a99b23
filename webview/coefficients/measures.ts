import type { Balance } from '../../src/engines/merge/events.js';

/** The balance figures in the order in which blocks hold them (`engines/merge/events.ts`). */
export const measures = ['coefficient', 'kept', 'share', 'agreement'] as const satisfies readonly (keyof Balance)[];
export type Measure = (typeof measures)[number];

export const MEASURES = measures.length;
export const measureIndex = (measure: Measure): number => measures.indexOf(measure);

/** Coefficients are numbers of any size; the others are shares of a whole. */
export const isShare = (measure: Measure): boolean => measure !== 'coefficient';
