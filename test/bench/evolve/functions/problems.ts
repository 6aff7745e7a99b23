import { testFunctions } from '../../../../src/engines/evolve/points/test-functions.js';

/** Dimensions of the analytic functions. */
export const DIMENSIONS = 10;

export type ProblemName = keyof typeof testFunctions;

/** The product's own test functions, the same as in peer.py; their cost lies within what is measured. */
export const problems: Readonly<Record<ProblemName, (x: Float64Array) => number>> = testFunctions;

export const problemNames = Object.keys(problems) as readonly ProblemName[];
